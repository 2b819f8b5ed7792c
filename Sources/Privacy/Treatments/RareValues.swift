import Synchronization

/// Which combinations of values at least k visitors have shown in the current window.
///
/// Browser, system, device class, language and screen class together point at a person when few
/// people have them; such a combination leaves as "other". (CNIL, proxy measures of 2022, measure 5;
/// Article 29 Working Party, Opinion 05/2014, singling out.)
///
/// Invariants:
/// 1. The words of a slot carry the number of the window they were written in, and nothing is ever
///    added to a word of another window. So an end of the window needs no lock and no clearing, and
///    a writer that it overtakes spoils nothing.
/// 2. Within a window a slot that has a combination keeps it.
/// 3. A visitor sets one bit of 48, so there are never more bits than visitors: what is called
///    common was shown by k different visitors at least. Two visitors may set the same bit; for
///    k = 5 it takes 5.2 visitors on average, for k = 32 it takes 53.
///
/// Combinations and visitors come as keyed hashes; see ``RareValueHashes``. Two combinations count as
/// one if 48 bits and the place of their hashes are equal, which no one can arrange without the key.
///
/// What the table cannot know: one person with several ids counts several times, and who sends k
/// events of their own making can make a combination common.
@safe
package final class RareValueTable: @unchecked Sendable {
    /// The numbers of visitors that can be asked for; more would crowd the 48 bits.
    package static let thresholds = 2...32
    /// Slots unless told otherwise: 1 MiB, enough for 45,000 combinations in a window.
    ///
    /// Whoever sends more pays with "other" for all that come later; no one's rare value leaves.
    package static let standardSlots = 1 << 16
    /// Slots that can be asked for: 16 KiB to 256 MiB.
    package static let slotCounts = 1 << 10...1 << 24
    /// Slots that one combination may be in.
    ///
    /// When these are taken it stays rare: none in a table that is six tenths full, one in two
    /// thousand on the way to three quarters.
    private static let probes = 64

    /// Visitors that make a combination common.
    package let threshold: Int

    // SAFETY: `count` slots that this object alone owns; they are touched as atomics only.
    private let slots: UnsafeMutablePointer<Slot>
    private let count: Int
    /// 1 to 65,535, and again from 1; 0 is the window of words that nobody has written.
    private let window = Atomic<UInt64>(1)

    private struct Slot: ~Copyable {
        /// The window, and 48 bits of the combination.
        let combination = Atomic<UInt64>(0)
        /// The window, and a bit for each visitor.
        let visitors = Atomic<UInt64>(0)
    }

    /// Makes an empty table; `nil` if a number is outside of ``thresholds`` or ``slotCounts``.
    ///
    /// The number of slots is rounded up to a power of two; each takes 16 bytes.
    package init?(threshold: Int, slots wanted: Int = standardSlots) {
        guard Self.thresholds.contains(threshold), Self.slotCounts.contains(wanted) else {
            return nil
        }
        self.threshold = threshold
        count = 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
        unsafe slots = .allocate(capacity: count)
        for index in 0..<count { unsafe (slots + index).initialize(to: Slot()) }
    }

    deinit {
        unsafe slots.deinitialize(count: count)
        unsafe slots.deallocate()
    }

    /// The memory of the table, fixed for its life.
    package var bytes: Int { count * MemoryLayout<Slot>.stride }

    /// Notes that `visitor` has shown `combination`, and says whether enough visitors have.
    ///
    /// Both are hashes under the key of the window. Where the table is full the answer is no.
    package func isCommon(combination: UInt64, visitor: UInt64) -> Bool {
        isCommon(combination: combination, visitor: visitor, window: currentWindow)
    }

    /// The number of the window under way.
    var currentWindow: UInt64 { window.load(ordering: .acquiring) }

    /// As ``isCommon(combination:visitor:)`` for a caller that read the window earlier, as a thread
    /// does that was interrupted.
    func isCommon(combination: UInt64, visitor: UInt64, window: UInt64) -> Bool {
        let tag = window &<< Self.payloadBits | combination &>> Self.windowBits
        let home = Int(truncatingIfNeeded: combination) & (count &- 1)
        for step in 0..<Self.probes {
            let index = (home &+ step) & (count &- 1)
            var found = unsafe slots[index].combination.load(ordering: .acquiring)
            while found != tag {
                let age = Self.age(of: found, in: window)
                // The window has ended meanwhile; the next one is not ours to write in.
                if age < 0 { return false }
                if age == 0 { break }
                let (isClaimed, original) = unsafe slots[index].combination.compareExchange(
                    expected: found, desired: tag, ordering: .acquiringAndReleasing)
                found = isClaimed ? tag : original
            }
            if found == tag { return mark(index, window, Self.bit(visitor ^ combination)) }
        }
        return false
    }

    /// Ends the window: everything is rare again.
    ///
    /// May be called while others ask; of several calls at the same moment one counts. A new window
    /// wants a new key: the hashes of the old one stay in the table until they are overwritten.
    package func reset() {
        let old = currentWindow
        let next = old == Self.lastWindow ? 1 : old + 1
        let (isOurs, _) = window.compareExchange(
            expected: old, desired: next, ordering: .acquiringAndReleasing)
        if isOurs, next % Self.windowsPerSweep == 0 { sweep(next) }
    }

    // MARK: Words

    private static let windowBits: UInt64 = 16
    private static let payloadBits: UInt64 = 48
    private static let lastWindow: UInt64 = 0xFFFF
    /// Often enough that no word gets so old that its number means a window to come.
    private static let windowsPerSweep: UInt64 = 4096

    /// How many windows ago a word was written: 0 for this one, negative for one that follows it.
    private static func age(of word: UInt64, in window: UInt64) -> Int {
        guard word != 0 else { return .max }
        return Int(Int16(truncatingIfNeeded: window &- word &>> payloadBits))
    }

    /// One of 48 bits, evenly; the same visitor has another one in another combination.
    private static func bit(_ hash: UInt64) -> UInt64 {
        // A golden-ratio multiplier, so that all bits of the hash count.
        let mixed = (hash &* 0x9E37_79B9_7F4A_7C15) &>> 32
        return 1 &<< ((mixed &* payloadBits) &>> 32)
    }

    /// Sets the bit of a visitor in a slot, and says whether enough are set.
    func mark(_ index: Int, _ window: UInt64, _ bit: UInt64) -> Bool {
        var word = unsafe slots[index].visitors.load(ordering: .relaxed)
        while true {
            let age = Self.age(of: word, in: window)
            if age < 0 { return false }
            let marked = age == 0 ? word | bit : window &<< Self.payloadBits | bit
            if marked != word {
                let (isMarked, original) = unsafe slots[index].visitors.compareExchange(
                    expected: word, desired: marked, ordering: .relaxed)
                guard isMarked else {
                    word = original
                    continue
                }
            }
            let visitors = marked & (1 &<< Self.payloadBits &- 1)
            return visitors.nonzeroBitCount >= threshold
        }
    }

    /// Clears words of windows long past, before their numbers come round again.
    private func sweep(_ window: UInt64) {
        for index in 0..<count {
            let tag = unsafe slots[index].combination.load(ordering: .relaxed)
            if Self.isStale(tag, window) {
                _ = unsafe slots[index].combination.compareExchange(
                    expected: tag, desired: 0, ordering: .relaxed)
            }
            let visitors = unsafe slots[index].visitors.load(ordering: .relaxed)
            if Self.isStale(visitors, window) {
                _ = unsafe slots[index].visitors.compareExchange(
                    expected: visitors, desired: 0, ordering: .relaxed)
            }
        }
    }

    private static func isStale(_ word: UInt64, _ window: UInt64) -> Bool {
        word != 0 && age(of: word, in: window) >= Int(windowsPerSweep)
    }
}
