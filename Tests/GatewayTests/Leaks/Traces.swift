import COpenSSL
import Foundation

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

    /// A text with everything that can be decoded from it, several levels deep.
    static func unfolded(_ text: String) -> String {
        var all = text
        var level = text
        for _ in 0..<3 {
            let decoded = level.removingPercentEncoding ?? level
            let runs = decoded.matches(of: /[A-Za-z0-9+\/_-]{12,}={0,2}/).compactMap { run in
                let standard = run.output.replacing("-", with: "+").replacing("_", with: "/")
                    .trimmingCharacters(in: ["="])
                let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
                return Data(base64Encoded: standard + padding).flatMap {
                    String(data: $0, encoding: .utf8)
                }
            }
            level = decoded.replacing("\\/", with: "/") + " " + runs.joined(separator: " ")
            all += level
        }
        return all.lowercased()
    }
}
