/// How a base64 text was spelled, so that what replaces it can be spelled alike.
package struct Base64Form: Sendable, Equatable {
    /// The letters for 62 and 63.
    package enum Alphabet: Sendable, Equatable {
        /// `+` and `/` (RFC 4648 4).
        case standard
        /// `-` and `_` (RFC 4648 5).
        case urlSafe
    }

    /// What fills the last group of four.
    package enum Padding: Sendable, Equatable {
        case none
        /// `=` (RFC 4648 3.2).
        case equals
        /// `.`, as Google's linker writes it: `_gl=1*…*_up*MQ..`.
        case dots

        var byte: UInt8? {
            switch self {
            case .none: nil
            case .equals: UInt8(ascii: "=")
            case .dots: UInt8(ascii: ".")
            }
        }
    }

    package let alphabet: Alphabet
    package let padding: Padding

    package init(alphabet: Alphabet, padding: Padding) {
        self.alphabet = alphabet
        self.padding = padding
    }
}
