/// What one letter of `gcd` says of one consent type.
///
/// Google publishes no table; this is the reading on which independent analysts agree. Upper case
/// and other letters occur, and nobody has shown what they mean.
package struct GoogleConsentLetter: Sendable, Equatable {
    /// A state that a site or a visitor has set.
    package enum Setting: String, Sendable {
        case granted
        case denied
    }
    package let byte: UInt8
    /// What the site began with; `nil` if it set nothing.
    package let byDefault: Setting?
    /// What the visitor's choice made of it; `nil` if there was no choice.
    package let byUpdate: Setting?
    /// Whether the meaning is known.
    package let isKnown: Bool

    init(_ byte: UInt8) {
        let row: (Setting?, Setting?)?
        switch byte {
        case UInt8(ascii: "l"): row = (nil, nil)
        case UInt8(ascii: "p"): row = (.denied, nil)
        case UInt8(ascii: "t"): row = (.granted, nil)
        case UInt8(ascii: "q"): row = (.denied, .denied)
        case UInt8(ascii: "r"): row = (.denied, .granted)
        case UInt8(ascii: "u"): row = (.granted, .denied)
        case UInt8(ascii: "v"): row = (.granted, .granted)
        case UInt8(ascii: "m"): row = (nil, .denied)
        case UInt8(ascii: "n"): row = (nil, .granted)
        default: row = nil
        }
        self.byte = byte
        byDefault = row?.0
        byUpdate = row?.1
        isKnown = row != nil
    }
}
