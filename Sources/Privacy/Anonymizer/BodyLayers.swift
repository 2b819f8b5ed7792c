package import Bytes
import Decoding

/// Undoes what clients wrap around a body whatever they say of it: gzip, zlib, base64 of either or
/// of JSON.
///
/// Done once, before anything is read: consent must be looked for in the same text as the fields.
package enum BodyLayers {
    /// Compression inside base64 inside compression: more has no honest sender.
    private static let mostLayers = 3
    /// Most bytes of a body after all its layers are undone; a larger one is a bomb or a film.
    package static let largest = 8 * 1024 * 1024
    /// What a body may unfold to besides ``ratio`` times what was received.
    private static let free = 64 * 1024
    /// How much larger a body may become, all its layers together.
    private static let ratio = 200
    /// Shorter bodies are names and values.
    private static let shortestBase64 = 16

    /// How many bytes all compressed parts of what was received may unfold to.
    static func budget(received: Int) -> Int { min(largest, free + ratio * received) }

    /// Appends the body without its layers.
    ///
    /// Returns `false` and appends nothing where there are none, and where one of them cannot be
    /// undone within the budget: the engine then finds no vendor's format in the body.
    package static func unwrap(_ body: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        let budget = budget(received: body.count)
        guard unwrapOne(body, budget: budget, into: &output) else { return false }
        var layers = 1
        while layers < mostLayers {
            var outer = ByteBuffer()
            swap(&outer, &output)
            let isWrapped = unwrapOne(outer.span, budget: budget - outer.count, into: &output)
            if !isWrapped {
                swap(&outer, &output)
                return true
            }
            outer.wipeAll()
            layers += 1
        }
        return true
    }

    private static func unwrapOne(
        _ body: Span<UInt8>, budget: Int, into output: inout ByteBuffer
    ) -> Bool {
        if Compression.sniff(body) != nil {
            do {
                try Compression.inflate(body, limit: max(budget, 0), into: &output)
                return true
            } catch {
                output.wipeAll()
                return false
            }
        }
        guard mayBeBase64(body) else { return false }
        guard Base64.decode(body, into: &output) != nil, isWrapped(output.span) else {
            output.wipeAll()
            return false
        }
        return true
    }

    /// Whether a body is worth a look behind base64: JSON, parts and forms have other marks.
    private static func mayBeBase64(_ body: Span<UInt8>) -> Bool {
        guard body.count >= shortestBase64 else { return false }
        for index in 0..<shortestBase64 where !ASCII.isAlphanumeric(body[index]) {
            guard "+/-_".utf8.contains(body[index]) else { return false }
        }
        return true
    }

    private static func isWrapped(_ body: Span<UInt8>) -> Bool {
        guard let first = body.indices.first else { return false }
        return body[first] == UInt8(ascii: "{") || body[first] == UInt8(ascii: "[")
            || Compression.sniff(body) != nil
    }
}
