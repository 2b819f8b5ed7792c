/// Where the fields of one head stand; storage that is used again for each message.
///
/// Invariants:
/// 1. Ranges point into the span that was parsed; the table itself holds no bytes.
/// 2. Bit `k` of `seen` is set exactly when an entry with the known header of raw value `k` exists.
/// 3. `firsts[k]` is the index of the first such entry, and has no meaning while the bit is not set.
/// 4. Only the first `count` of `entries` have a meaning; the array never becomes shorter.
package struct HeaderTable: ~Copyable {
    /// One field: what it is called and where name and value stand.
    package struct Entry: BitwiseCopyable, Sendable {
        package var known: KnownHeader
        @usableFromInline var nameStart: UInt32
        @usableFromInline var nameEnd: UInt32
        @usableFromInline var valueStart: UInt32
        @usableFromInline var valueEnd: UInt32

        /// The name as it was sent.
        @inlinable package var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }

        /// The value without the white space around it.
        @inlinable package var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }

        init(known: KnownHeader, name: Range<Int>, value: Range<Int>) {
            self.known = known
            nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
            nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
            valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
            valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        }
    }

    @usableFromInline var entries: [Entry] = []
    @usableFromInline var seen: UInt64 = 0
    @usableFromInline var firsts: [64 of UInt16] = .init(repeating: 0)

    /// Creates an empty table with room for the fields of a usual request.
    package init() { entries.reserveCapacity(Self.usualCount) }

    /// The number of fields.
    @usableFromInline package private(set) var count = 0

    /// The field at `index`, in the order of the message.
    @inlinable package subscript(index: Int) -> Entry {
        precondition(index < count)
        return entries[index]
    }

    /// The value of the first field that is `known`; `nil` when there is none.
    ///
    /// Constant time.
    @inlinable package func first(_ known: KnownHeader) -> Range<Int>? {
        guard contains(known) else { return nil }
        return entries[Int(firsts[Int(known.rawValue)])].value
    }

    /// Whether at least one field is `known`.
    ///
    /// Constant time.
    @inlinable package func contains(_ known: KnownHeader) -> Bool {
        seen & (1 &<< UInt64(known.rawValue)) != 0
    }

    /// How many fields are `known`.
    package func count(of known: KnownHeader) -> Int {
        guard contains(known) else { return 0 }
        var found = 0
        for index in 0..<count where entries[index].known == known { found += 1 }
        return found
    }

    mutating func append(_ entry: Entry) {
        let bit: UInt64 = 1 &<< UInt64(entry.known.rawValue)
        if seen & bit == 0 {
            seen |= bit
            firsts[Int(entry.known.rawValue)] = UInt16(truncatingIfNeeded: count)
        }
        if count < entries.count {
            entries[count] = entry
        } else {
            entries.append(entry)
        }
        count += 1
    }

    mutating func removeAll() {
        count = 0
        seen = 0
    }

    /// Browsers send 10 to 20 fields; more make the table grow once, up to the limit of the parser.
    private static let usualCount = 24
}
