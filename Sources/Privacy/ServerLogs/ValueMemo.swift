import Bytes

/// What values of recent lines became, so that those that repeat are treated once.
///
/// Nine in ten user agents, referrers and paths of a log stood in one of the lines before. Nothing is
/// found by likeness: only the same bytes under the same rule, of which the treatment is a function.
///
/// Invariants:
/// 1. `entries` is `nil` or `entryCount` entries of `entrySize` bytes, owned by this value alone; an
///    entry is its head, the raw value and what it became, together at most `entrySize` bytes.
/// 2. Raw values are overwritten before the storage is given back.
@safe
struct ValueMemo: ~Copyable {
    /// What became of a value.
    enum Outcome: UInt8 {
        /// It stays as it is.
        case unchanged = 1
        case rewritten
        case leftOut
    }

    /// What is known of a value; good until something else is remembered.
    struct Memory {
        let outcome: Outcome
        /// How many addresses were found in it.
        let addresses: Int
        fileprivate let result: Range<Int>
    }

    /// Stands for the rule that a value is treated by, as far as it decides about the result.
    struct Tag: Sendable, Equatable {
        fileprivate let number: UInt32

        private init(number: UInt32) { self.number = number }

        /// Values of this rule are not remembered.
        static let none = Tag(number: 0)

        /// Only addresses change, and they are counted.
        static func masked(_ context: TextContext) -> Tag {
            Tag(number: context == .userAgent ? 1 : 2)
        }

        /// The tag of a rule, if the result comes from the value alone and costs more than a look.
        init(_ rule: FieldRule) {
            guard rule.treatment.isRemembered, !rule.isLowered, !rule.isBrowser else {
                self = .none
                return
            }
            number = 0x100 | UInt32(rule.kindPosition) &<< 16 | UInt32(rule.treatment.number)
        }
    }

    /// Where a value may stand, and what tells it from others that may stand there.
    struct Place {
        fileprivate let pair: Int
        fileprivate let fingerprint: UInt64
    }

    /// Values below this are treated sooner than found.
    static let shortestValue = 8
    /// Longer values are rarely seen twice.
    static let longestValue = 320

    /// Head, value and result; each worker pays for `entryCount` of them.
    private static let entrySize = 512
    /// A shop meets some thousand user agents and pages a day, most of them all the time.
    private static let entryCount = 2048
    private static let headSize = 16

    // SAFETY: invariant 1; offsets come from `offset(of:)` and lengths from heads, which `remember`
    // alone writes.
    private var entries: UnsafeMutableRawPointer?

    deinit {
        guard let entries = unsafe entries else { return }
        unsafe entries.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size)
        unsafe entries.deallocate()
    }

    private static var size: Int { entrySize * entryCount }

    /// The storage, made when the first value is remembered.
    private mutating func storage() -> UnsafeMutableRawPointer {
        if let entries = unsafe entries { return unsafe entries }
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: Self.size, alignment: 64)
        unsafe fresh.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size)
        unsafe entries = fresh
        return unsafe fresh
    }

    // MARK: Entries

    /// The head of an entry; all zero while nothing is in it.
    private struct Head: BitwiseCopyable {
        /// Never zero in an entry that is used.
        var fingerprint: UInt64 = 0
        var valueCount: UInt16 = 0
        var resultCount: UInt16 = 0
        var addresses: UInt16 = 0
        var outcome: UInt8 = 0
        /// Whether the value came again since somebody last looked for room.
        var isWanted: UInt8 = 0
    }

    /// Where `value`, treated by the rule that `tag` stands for, is or will be.
    @inline(__always)
    static func place(of value: Span<UInt8>, tag: Tag) -> Place? {
        let count = value.count
        guard tag.number != 0, count >= shortestValue, count <= longestValue else { return nil }
        // SAFETY: each load ends at or before the last byte, of at least eight.
        let sum = unsafe value.withUnsafeBytes { bytes in
            var sum = UInt64(tag.number) &<< 32 | UInt64(truncatingIfNeeded: count)
            var factor: UInt64 = 0x9E37_79B9_7F4A_7C15
            var offset = 0
            while offset &+ 8 <= count {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                sum = sum &+ (word ^ word &>> 32) &* factor
                factor = factor &+ 0xD1B5_4A32_D192_ED02
                offset &+= 8
            }
            let last = unsafe bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            return sum &+ (last ^ last &>> 32) &* factor
        }
        let mixed = (sum ^ sum &>> 29) &* 0xBF58_476D_1CE4_E5B9
        return Place(
            pair: Int(truncatingIfNeeded: mixed &>> 40) & (entryCount / 2 &- 1),
            fingerprint: mixed | 1)
    }

    private func offset(of place: Place, _ half: Int) -> Int {
        (place.pair &* 2 &+ half) &* Self.entrySize
    }

    /// What is known of `value`, or `nil`.
    @inline(__always)
    func memory(of value: Span<UInt8>, at place: Place) -> Memory? {
        guard let entries = unsafe entries else { return nil }
        for half in 0..<2 {
            let offset = offset(of: place, half)
            let head = unsafe entries.load(fromByteOffset: offset, as: Head.self)
            guard head.fingerprint == place.fingerprint, Int(head.valueCount) == value.count,
                let outcome = Outcome(rawValue: head.outcome)
            else { continue }
            let start = offset &+ Self.headSize
            // SAFETY: invariant 1; the span lives no longer than the borrow of `self`.
            let known = unsafe Span<UInt8>(
                _unsafeStart: (entries + start).assumingMemoryBound(to: UInt8.self),
                count: value.count)
            guard known.equals(value) else { continue }
            if head.isWanted == 0 {
                unsafe entries.storeBytes(of: 1, toByteOffset: start &- 1, as: UInt8.self)
            }
            let end = start &+ value.count
            return Memory(
                outcome: outcome, addresses: Int(head.addresses),
                result: end..<end &+ Int(head.resultCount))
        }
        return nil
    }

    /// Appends what a value was rewritten to.
    @inline(__always)
    func write(_ memory: Memory, into output: inout ByteBuffer) {
        guard let entries = unsafe entries else { return }
        // SAFETY: the range was read from a head, invariant 1.
        let result = unsafe Span<UInt8>(
            _unsafeStart: (entries + memory.result.lowerBound).assumingMemoryBound(to: UInt8.self),
            count: memory.result.count)
        output.append(result)
    }

    /// Keeps what became of `value`, in the place of one that did not come again.
    mutating func remember(
        _ value: Span<UInt8>, at place: Place, _ outcome: Outcome, result: Span<UInt8>,
        addresses: Int = 0
    ) {
        let resultCount = outcome == .rewritten ? result.count : 0
        guard Self.headSize + value.count + resultCount <= Self.entrySize, addresses <= 0xFFFF
        else { return }
        let entries = unsafe storage()
        let offset = unsafe makeRoom(at: place, in: entries)
        var head = Head()
        head.fingerprint = place.fingerprint
        head.valueCount = UInt16(truncatingIfNeeded: value.count)
        head.resultCount = UInt16(truncatingIfNeeded: resultCount)
        head.addresses = UInt16(truncatingIfNeeded: addresses)
        head.outcome = outcome.rawValue
        unsafe entries.storeBytes(of: head, toByteOffset: offset, as: Head.self)
        let target = unsafe entries + offset + Self.headSize
        // SAFETY: both fit behind the head, as was checked above.
        unsafe value.withUnsafeBytes { unsafe Self.copy($0, to: target) }
        guard resultCount > 0 else { return }
        unsafe result.withUnsafeBytes { unsafe Self.copy($0, to: target + value.count) }
    }

    @unsafe
    private static func copy(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) {
        guard let source = bytes.baseAddress else { return }
        unsafe target.copyMemory(from: source, byteCount: bytes.count)
    }

    /// The offset of the entry to overwrite: one that was not wanted again, else the first.
    ///
    /// Values that come once cannot drive out those that come often.
    @unsafe
    private func makeRoom(at place: Place, in entries: UnsafeMutableRawPointer) -> Int {
        let first = offset(of: place, 0)
        let second = offset(of: place, 1)
        let wanted = Self.headSize - 1
        if unsafe entries.load(fromByteOffset: first + wanted, as: UInt8.self) == 0 { return first }
        if unsafe entries.load(fromByteOffset: second + wanted, as: UInt8.self) == 0 {
            return second
        }
        unsafe entries.storeBytes(of: 0, toByteOffset: first + wanted, as: UInt8.self)
        unsafe entries.storeBytes(of: 0, toByteOffset: second + wanted, as: UInt8.self)
        return first
    }
}

extension Treatment {
    /// Whether the result comes from value and kind alone and costs more than a look into the memo.
    fileprivate var isRemembered: Bool {
        switch self {
        case .maskAddresses, .scrub, .reduceURL, .stripURL, .referrerOrigin, .referrerInternal,
            .generaliseUserAgent:
            true
        default: false
        }
    }

    fileprivate var number: UInt8 {
        switch self {
        case .maskAddresses: 1
        case .scrub: 2
        case .reduceURL: 3
        case .stripURL: 4
        case .referrerOrigin: 5
        case .referrerInternal: 6
        case .generaliseUserAgent: 7
        default: 0
        }
    }
}
