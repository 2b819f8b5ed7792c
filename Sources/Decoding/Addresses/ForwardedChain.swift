import Bytes

/// Who a chain of proxies says that it was asked by: the last address that no proxy of ours has.
///
/// Each proxy adds the address that it was asked from at the right-hand end. What stands left of the
/// last one that is not trusted was written by whoever has that address, and does not count.
///
/// Invariants:
/// 1. ``finding`` is what follows from the fields that were added so far, in their order.
/// 2. Whatever cannot be read is ``Finding/unknown``, never the entry to its left: else a client
///    could choose an address by writing it in front of something that is skipped.
/// 3. Nothing is kept of a field but one address, and nothing is allocated.
package struct ForwardedChain: Sendable {
    /// What is known of the client.
    package enum Finding: Sendable, Hashable {
        /// No field was there.
        case nothing
        /// Something was there that names no address, or that nobody can rely on.
        case unknown
        case known(IPAddress)
    }

    package private(set) var finding = Finding.nothing

    package init() {}

    /// Adds a field `X-Forwarded-For`: addresses with commas between them.
    ///
    /// An entry is an IPv4 address or an IPv6 one in brackets, each with a port or without, or an
    /// IPv6 address alone. Everything else, an empty entry included, is unknown.
    package mutating func addForwardedFor(_ field: Span<UInt8>, trusted: AddressSet) {
        var start = 0
        while true {
            let end = field.firstOffset(of: UInt8(ascii: ","), from: start) ?? field.count
            let entry = field.trimmed(start..<end)
            add(IPAddress(peer: field.extracting(entry), mayBeBare: true), trusted: trusted)
            guard end < field.count else { return }
            start = end + 1
        }
    }

    /// Adds a field `Forwarded` (RFC 7239 4).
    ///
    /// From a place on that breaks the grammar the rest of the field is one unknown entry: behind an
    /// open quotation mark nothing is what it looks like. White space around `;` is let through.
    package mutating func addForwarded(_ field: Span<UInt8>, trusted: AddressSet) {
        var elements = ForwardedElements()
        while true {
            switch elements.next(in: field) {
            case .end: return
            case .malformed: return add(nil, trusted: trusted)
            case .element(let node):
                let address = node.flatMap {
                    IPAddress(peer: field.extracting($0), mayBeBare: false)
                }
                add(address, trusted: trusted)
            }
        }
    }

    /// Adds a field that holds the client's address alone, as content networks set it.
    ///
    /// With `hasPort` it is `address:port`, an IPv6 address with brackets or without. A second
    /// field of the name makes the whole unknown: the network replaces what clients send, so two
    /// are not from it.
    package mutating func addSingle(_ field: Span<UInt8>, hasPort: Bool) {
        guard case .nothing = finding else {
            finding = .unknown
            return
        }
        let value = field.extracting(field.trimmed(field.indices))
        let address = hasPort ? IPAddress(beforePort: value) : IPAddress(value)
        finding = address.map(Finding.known) ?? .unknown
    }

    /// Joins what two kinds of fields say; it is only known if they agree.
    package func joined(with other: Finding) -> Finding {
        switch (finding, other) {
        case (.nothing, let one), (let one, .nothing): one
        case (.known(let mine), .known(let theirs)) where mine == theirs: .known(mine)
        default: .unknown
        }
    }

    /// Takes the next entry to the right; `nil` for one that names no address.
    private mutating func add(_ address: IPAddress?, trusted: AddressSet) {
        guard let address = address?.unmapped else {
            finding = .unknown
            return
        }
        // A trusted one passes on what stands left of it; the leftmost of only trusted ones counts.
        if case .nothing = finding {
            finding = .known(address)
        } else if !trusted.contains(address) {
            finding = .known(address)
        }
    }
}

extension IPAddress {
    /// The IPv4 address inside `::ffff:0:0/96`; any other as it is.
    package var unmapped: IPAddress {
        guard case .v6(0, let low) = self, low &>> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: low))
    }

    /// Reads `address`, `address:port`, `[IPv6]` or `[IPv6]:port`.
    ///
    /// `mayBeBare` lets an IPv6 address stand without brackets, and then without a port. Refused:
    /// `unknown`, names, zones, ports that are no number (RFC 7239 6.3 lets them be hidden).
    init?(peer text: Span<UInt8>, mayBeBare: Bool) {
        if text.count > 1, text[0] == UInt8(ascii: "[") {
            guard let bracket = text.firstOffset(of: UInt8(ascii: "]"), from: 1),
                let address = IPAddress(text.extracting(1..<bracket)), case .v6 = address
            else { return nil }
            let isWhole = bracket + 1 == text.count
            guard isWhole || text.isPort(from: bracket + 1) else { return nil }
            self = address
            return
        }
        let colon = text.firstOffset(of: UInt8(ascii: ":"))
        if let colon, let address = IPAddress(text.extracting(..<colon)) {
            guard text.isPort(from: colon) else { return nil }
            self = address
            return
        }
        guard colon == nil || mayBeBare, let address = IPAddress(text) else { return nil }
        self = address
    }

    /// Reads `address:port` where the last colon is before the port.
    init?(beforePort text: Span<UInt8>) {
        var colon = text.count
        repeat {
            guard colon > 0 else { return nil }
            colon -= 1
        } while text[colon] != UInt8(ascii: ":")
        guard colon > 0, text.isPort(from: colon) else { return nil }
        let isBracketed = text[0] == UInt8(ascii: "[")
        if isBracketed {
            guard text[colon - 1] == UInt8(ascii: "]") else { return nil }
            guard let address = IPAddress(text.extracting(1..<(colon - 1))), case .v6 = address
            else { return nil }
            self = address
            return
        }
        guard let address = IPAddress(text.extracting(..<colon)) else { return nil }
        self = address
    }
}

extension Span<UInt8> {
    /// The range without blanks and tabs at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, self[first] == 0x20 || self[first] == 0x09 {
            range.removeFirst()
        }
        while let last = range.last, self[last] == 0x20 || self[last] == 0x09 {
            range.removeLast()
        }
        return range
    }

    /// Whether a colon stands at `start`, then a number up to 65535 in one to five digits, and the
    /// end.
    fileprivate func isPort(from start: Int) -> Bool {
        guard start + 1 < count, count - start <= 6, self[start] == UInt8(ascii: ":") else {
            return false
        }
        var number = 0
        for index in (start + 1)..<count {
            guard ASCII.isDigit(self[index]) else { return false }
            number = number * 10 + Int(self[index] &- 0x30)
        }
        return number <= 65_535
    }
}
