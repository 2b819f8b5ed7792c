import Bytes
package import Privacy
import Transport

/// Reads the key of encrypted addresses: hexadecimal digits in a file that only its owner may read.
package enum AddressKeyFile {
    /// Longest key file: 64 digits and white space.
    private static let longest = 256

    /// The method with the key of a file; the message of a failure never holds a digit of it.
    package static func load(
        _ path: String, method: AddressCipher.Method
    ) -> Result<AddressEncryption, Fault> {
        var text = ByteBuffer(capacity: longest)
        defer { text.wipe() }
        do {
            try OwnerOnlyFile.read(path, limit: longest, into: &text)
        } catch {
            return .failure(Fault(path: path, read: error))
        }
        var end = text.count
        while end > 0, text[end - 1] <= 0x20 { end -= 1 }
        do {
            let cipher = try AddressCipher(
                method: method, hexadecimal: text.span.extracting(0..<end))
            return .success(
                AddressEncryption(cipher) {
                    var generator = SystemRandomNumberGenerator()
                    return generator.next()
                })
        } catch {
            return .failure(Fault(exitCode: 78, description: "\(path): \(error.description)"))
        }
    }

    /// Why there is no key.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        /// The exit code of `sysexits.h`.
        package let exitCode: Int32
        package let description: String

        init(exitCode: Int32, description: String) {
            self.exitCode = exitCode
            self.description = description
        }

        init(path: String, read fault: OwnerOnlyFile.ReadFault) {
            switch fault {
            case .missing: self.init(exitCode: 66, description: "\(path): no such file")
            case .exposed(let mode):
                self.init(
                    exitCode: 77,
                    description:
                        "\(path): has mode 0\(String(mode, radix: 8)), which lets others in; expected 0600"
                )
            case .unexpected:
                self.init(
                    exitCode: 78,
                    description: "\(path): is no key file; expected hexadecimal digits")
            case .failed: self.init(exitCode: 77, description: "\(path): cannot be read")
            }
        }
    }
}
