import Bytes
import Testing
import Transport

/// A copy of all a request parser said, for comparison.
struct RequestSnapshot: Equatable, CustomStringConvertible {
    var progress: ParseProgress
    var lines: [String] = []

    var description: String { "\(progress) \(lines.joined(separator: " | "))" }

    init(_ progress: ParseProgress, _ head: borrowing RequestHead, _ bytes: [UInt8]) {
        self.progress = progress
        guard progress == .complete else { return }
        func text(_ range: Range<Int>?) -> String {
            range.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "nil"
        }
        lines = [
            "\(head.method) \(text(head.methodRange))",
            "\(head.targetForm) \(text(head.target))",
            "path \(text(head.path)) query \(text(head.query))",
            "host \(text(head.host)) port \(head.port.map(String.init) ?? "nil")",
            "1.\(head.minorVersion) \(head.framing) keepAlive \(head.keepAlive)",
            "continue \(head.expectsContinue) length \(head.headLength)",
        ]
        for index in 0..<head.headers.count {
            let entry = head.headers[index]
            lines.append("\(entry.known) \(text(entry.name)): \(text(entry.value))")
        }
    }

    /// What the parser says to all bytes at once.
    static func atOnce(_ bytes: [UInt8], limits: HTTPLimits = HTTPLimits()) -> RequestSnapshot {
        var parser = RequestParser(limits: limits)
        var head = RequestHead()
        let progress = parser.parse(bytes.span, into: &head)
        return RequestSnapshot(progress, head, bytes)
    }

    /// What it says to bytes that arrive `step` at a time, as soon as it says anything but "more".
    static func piecewise(
        _ bytes: [UInt8], step: Int = 1, limits: HTTPLimits = HTTPLimits()
    ) -> RequestSnapshot {
        var parser = RequestParser(limits: limits)
        var head = RequestHead()
        var end = 0
        while true {
            end = min(end + step, bytes.count)
            let progress = parser.parse(bytes.span.extracting(0..<end), into: &head)
            if progress != .needMore || end == bytes.count {
                return RequestSnapshot(progress, head, bytes)
            }
        }
    }
}

/// The fault a request text leads to, or `nil`.
func fault(_ text: String, limits: HTTPLimits = HTTPLimits()) -> HTTPFault? {
    guard
        case .refused(let fault) = RequestSnapshot.atOnce(Array(text.utf8), limits: limits).progress
    else { return nil }
    return fault
}

/// A generator with a seed, so that a failing run can be run again (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
