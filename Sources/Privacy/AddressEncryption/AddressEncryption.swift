package import Bytes
import Decoding

/// A cipher for addresses and where its random tweaks come from.
package struct AddressEncryption: Sendable {
    package let cipher: AddressCipher
    /// 64 bits of a secure generator at each call; this room draws none itself.
    private let random: @Sendable () -> UInt64

    package init(_ cipher: AddressCipher, random: @escaping @Sendable () -> UInt64) {
        self.cipher = cipher
        self.random = random
    }

    /// Appends the encrypted form of an address in text form, or of a list of them with commas.
    ///
    /// Ports and zones go. Returns `false` and appends nothing where something is no address.
    package func encrypt(_ text: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        let start = output.count
        var position = 0
        while position <= text.count {
            let end = text.firstOffset(of: UInt8(ascii: ","), from: position) ?? text.count
            var entry = position..<end
            while let first = entry.first, text[first] == UInt8(ascii: " ") { entry.removeFirst() }
            while let last = entry.last, text[last] == UInt8(ascii: " ") { entry.removeLast() }
            let entryText = text.extracting(entry)
            let found =
                AddressToken.split(entryText) ?? AddressToken.split(entryText, barePort: true)
            guard let token = found else {
                output.truncate(to: start)
                return false
            }
            if output.count > start { output.append(", ") }
            var generator = Drawing(draw: random)
            cipher.encrypt(token.address, using: &generator, into: &output)
            position = end + 1
        }
        return output.count > start
    }

    private struct Drawing: RandomNumberGenerator {
        let draw: @Sendable () -> UInt64
        mutating func next() -> UInt64 { draw() }
    }
}
