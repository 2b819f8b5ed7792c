package import Bytes
import Decoding

/// What a text is, as far as it decides whether four numbers are an address.
package enum TextContext: Sendable, Equatable {
    /// A URL, a log message, JSON, anything.
    case plain
    /// A `User-Agent` value, where `Name/1.2.3.4` and `rv:1.2.3.4` are versions.
    case userAgent
}

/// Finds every IPv4 and IPv6 address in any text and cuts it to its prefix, byte for byte.
///
/// One pass: a wide search stops at the few places where an address can begin to be recognised (a
/// dot or dash between digits, a colon between hexadecimal digits, their percent-encoded forms), a
/// reader for the form at hand looks around that place.
///
/// In doubt a number is an address: glued to a letter, padded with zeros, followed by a fifth number.
/// Not addresses: numbers above 255, `v1.2.3.4`, clocks, MAC and EUI-64 addresses, `::1f`; in a user
/// agent also padded numbers, runs of five and what is glued to a letter.
package enum AddressMasker {
    /// Appends `text` with all addresses cut and returns how many there were.
    ///
    /// Everything else is copied. Ports and brackets stay, zones go. An address that the prefix does
    /// not shorten keeps its spelling.
    @discardableResult
    package static func mask(
        _ text: Span<UInt8>, prefixes: AddressPrefixes, context: TextContext,
        into output: inout ByteBuffer
    ) -> Int {
        var copied = 0
        let found = mask(
            text, text.indices, copied: &copied, prefixes: prefixes, context: context,
            into: &output)
        output.append(text, copied..<text.count)
        return found
    }

    /// As ``mask(_:prefixes:context:into:)`` for a stretch of a text of which the caller copies what
    /// stays: `copied` says up to where that is done, and moves behind each address that is cut.
    ///
    /// Nothing outside `range` is looked at.
    static func mask(
        _ text: Span<UInt8>, _ range: Range<Int>, copied: inout Int, prefixes: AddressPrefixes,
        context: TextContext, into output: inout ByteBuffer
    ) -> Int {
        let part = text.extracting(range)
        let start = range.lowerBound
        var found = 0
        var floor = 0
        var position = start
        while true {
            position = nextCandidate(in: text, range, from: position)
            guard position < range.upperBound else { return found }
            switch read(at: position &- start, floor: floor, in: part, context: context) {
            case .none(let resume):
                position = start &+ resume
            case .address(let match):
                output.append(text, copied..<start &+ match.start)
                match.writeCut(part, prefixes: prefixes, into: &output)
                found &+= 1
                floor = match.end
                position = start &+ match.end
                copied = position
            }
        }
    }

    /// Whether an address stands anywhere in `text`.
    static func holdsAddress(_ text: Span<UInt8>) -> Bool {
        var position = 0
        while true {
            position = nextCandidate(in: text, from: position)
            guard position < text.count else { return false }
            switch read(at: position, floor: 0, in: text, context: .plain) {
            case .none(let resume): position = resume
            case .address: return true
            }
        }
    }

    /// What stands at a candidate.
    enum Reading {
        /// No address; the search goes on at the offset.
        case none(resume: Int)
        case address(AddressMatch)
    }

    /// Reads around the separator at `position`; nothing before `floor` belongs to a new address.
    static func read(
        at position: Int, floor: Int, in text: Span<UInt8>, context: TextContext
    ) -> Reading {
        let separator = text[position]
        if separator == UInt8(ascii: "-") {
            return DashedAddress.read(at: position, floor: floor, in: text)
        }
        if separator == UInt8(ascii: ".")
            || TextEscapes.length(of: UInt8(ascii: "."), at: position, in: text) > 0
        {
            return DottedAddress.read(at: position, floor: floor, in: text, context: context)
        }
        return ColonAddress.read(at: position, floor: floor, in: text)
    }
}

/// An address found in a text.
struct AddressMatch {
    enum Form {
        case v4(UInt32)
        /// The name of a reverse lookup: the host part comes first.
        case reversedV4(UInt32)
        /// `203-0-113-9`; `isOrdered` when the name says that the host part comes last.
        case dashed(UInt32, isOrdered: Bool)
        case v6(IPAddress, hasDottedTail: Bool)
        /// `nibbles` digits of an `ip6.arpa` name.
        case nibbles(IPAddress, count: Int)
    }

    let form: Form
    let start: Int
    /// The end of the address proper; a zone may follow.
    let addressEnd: Int
    /// The end of what is replaced.
    let end: Int

    init(_ form: Form, _ start: Int, addressEnd: Int, end: Int) {
        self.form = form
        self.start = start
        self.addressEnd = addressEnd
        self.end = end
    }

    init(_ form: Form, _ range: Range<Int>) {
        self.init(form, range.lowerBound, addressEnd: range.upperBound, end: range.upperBound)
    }
}
