/// Why a key is none for its method.
///
/// It never carries a digit of the key.
package struct AddressCipherFault: Error, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// The text has this many hexadecimal digits, or the key twice as many half bytes.
        case length(digits: Int)
        /// At this place of the text there is something else than a hexadecimal digit.
        case notHexadecimal(offset: Int)
        /// Two keys are needed and they are the same; ipcrypt-pfx would change nothing.
        case equalHalves
    }

    package let method: AddressCipher.Method
    package let reason: Reason

    package var description: String {
        let expected = "\(2 * method.keyBytes) hexadecimal digits"
        let found =
            switch reason {
            case .length(let digits): "has \(digits) hexadecimal digits; expected \(expected)"
            case .notHexadecimal(let offset):
                "has another character at position \(offset + 1); expected \(expected)"
            case .equalHalves: "has two equal halves; expected two independent keys"
            }
        return "key of \(method.rawValue): \(found)"
    }
}
