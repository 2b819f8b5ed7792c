import COpenSSL
import Foundation
import Glibc

/// A planted value and the forms in which it must not be found again.
struct PlantedMarker: Sendable, CustomStringConvertible {
    let name: String
    /// What is planted.
    let value: String
    /// What must not be seen of it.
    let secrets: [String]

    var description: String { name }

    /// Raw, percent-encoded once and twice, JSON-escaped, base64, hex and hashed forms, lower case.
    var traces: [String] {
        secrets.flatMap { secret -> [String] in
            let data = Data(secret.utf8)
            let once = PlantedEvent.encoded(secret)
            let digests = ["MD5", "SHA1", "SHA256", "SHA512"].flatMap { name -> [String] in
                let digest = Self.digest(Data(secret.lowercased().utf8), name)
                return [Self.hex(digest), digest.base64EncodedString()]
            }
            return [
                secret, once, PlantedEvent.encoded(once),
                String(PlantedEvent.quoted(secret).dropFirst().dropLast()),
                data.base64EncodedString().trimmingCharacters(in: ["="]), Self.hex(data),
            ] + digests
        }.map { $0.lowercased() }
    }

    static func hex(_ data: Data) -> String { data.map { String(format: "%02x", $0) }.joined() }

    static func digest(_ data: Data, _ name: String) -> Data {
        var digest = [UInt8](repeating: 0, count: 64)
        var length: UInt32 = 0
        unsafe data.withUnsafeBytes { bytes in
            _ = unsafe EVP_Digest(
                bytes.baseAddress, data.count, &digest, &length, EVP_get_digestbyname(name), nil)
        }
        return Data(digest.prefix(Int(length)))
    }

    /// Whether the value could not be a site's own id: it has marks that no id has, or is an address
    /// or a visitor's id by its form.
    var isPlain: Bool {
        !["UUID", "IBAN", "click id", "SHA-256 of an e-mail", "base64 JSON in a value"].contains(
            name)
    }

    /// Whether a text holds a part; both without NUL bytes.
    static func holds(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard !part.isEmpty else { return false }
        return unsafe (text + [0]).withUnsafeBytes { text in
            unsafe (part + [0]).withUnsafeBytes { part in
                guard let text = unsafe text.bindMemory(to: CChar.self).baseAddress,
                    let part = unsafe part.bindMemory(to: CChar.self).baseAddress
                else { return false }
                return unsafe strstr(text, part) != nil
            }
        }
    }

    /// A text with everything that can be decoded from it, several levels deep, in lower case.
    static func unfolded(_ text: String) -> [UInt8] {
        var all = Array(text.utf8)
        all.removeAll { $0 == 0 }
        var level = all
        for _ in 0..<3 {
            let decoded = percentDecoded(level)
            guard decoded != level || all.count == level.count else { break }
            level = decoded
            all.append(UInt8(ascii: " "))
            all += decoded.filter { $0 != 0 }
            for run in base64Runs(decoded) {
                all.append(UInt8(ascii: " "))
                all += run.filter { $0 != 0 }
                level += run.filter { $0 != 0 }
            }
        }
        for index in all.indices where (0x41...0x5A).contains(all[index]) { all[index] |= 0x20 }
        return all
    }

    private static func percentDecoded(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
                let high = Character(UnicodeScalar(text[index + 1])).hexDigitValue,
                let low = Character(UnicodeScalar(text[index + 2])).hexDigitValue
            {
                output.append(UInt8(high * 16 + low))
                index += 3
            } else {
                // JSON escapes of slashes.
                if text[index] != UInt8(ascii: "\\") { output.append(text[index]) }
                index += 1
            }
        }
        return output
    }

    private static func base64Runs(_ text: [UInt8]) -> [[UInt8]] {
        var runs: [[UInt8]] = []
        var run: [UInt8] = []
        func end() {
            defer { run.removeAll(keepingCapacity: true) }
            guard run.count >= 12 else { return }
            run += Array(repeating: UInt8(ascii: "="), count: (4 - run.count % 4) % 4)
            if let data = Data(base64Encoded: Data(run)) { runs.append(Array(data)) }
        }
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): run.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): run.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
                run.append(byte)
            default: end()
            }
        }
        end()
        return runs
    }
}
