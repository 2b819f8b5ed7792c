/// Whoever asked to be told when a deadline passes.
protocol TimerTarget: AnyObject {
    func deadlinePassed()
}

/// A hashed timer wheel: deadlines of a whole lane behind one Dispatch timer.
///
/// Invariants:
/// 1. An entry that is in use is linked into the bucket of its `slot`, or has `slot` = `unlinked`.
/// 2. A linked entry stands in a bucket at or before its deadline. Moving a deadline later is
///    therefore one store; the entry moves on when the wheel reaches it.
/// 3. `linked` is the number of linked entries; while it is 0 the wheel needs no tick.
/// 4. Freed entries are chained through `next` from `firstFree` and hold no target.
///
/// Adding, moving and removing take constant time and, in steady state, no allocation.
struct TimerWheel {
    /// What a target keeps to move or cancel its deadline.
    struct Handle {
        fileprivate let index: Int32
    }

    /// The length of a tick.
    ///
    /// Deadlines are seconds, so a tenth is fine enough, and an idle lane with open connections
    /// wakes ten times a second and no more.
    static let tick: UInt64 = 100_000_000

    /// Buckets, a power of two.
    ///
    /// With 1024 ticks of 100 ms, deadlines below 102 s are visited once.
    private static let bucketCount: UInt64 = 1024

    private static let none: Int32 = -1
    private static let unlinked = UInt64.max

    private struct Entry {
        var target: (any TimerTarget)?
        var deadline = UInt64.max
        var slot = TimerWheel.unlinked
        var previous: Int32 = TimerWheel.none
        var next: Int32 = TimerWheel.none
    }

    private var entries: [Entry] = []
    private var buckets = [Int32](repeating: none, count: Int(bucketCount))
    private var firstFree = none
    private var current: UInt64
    private(set) var linked = 0

    init(now: UInt64) { current = now / Self.tick }

    /// Makes an entry without a deadline.
    ///
    /// The wheel keeps `target` until ``remove(_:)``.
    mutating func add(_ target: any TimerTarget) -> Handle {
        if firstFree != Self.none {
            let index = firstFree
            firstFree = entries[Int(index)].next
            entries[Int(index)] = Entry(target: target)
            return Handle(index: index)
        }
        entries.append(Entry(target: target))
        return Handle(index: Int32(entries.count - 1))
    }

    /// Sets the deadline, in nanoseconds of the lane's clock; `.max` means never.
    mutating func set(_ handle: Handle, to deadline: UInt64) {
        let index = Int(handle.index)
        entries[index].deadline = deadline
        guard deadline != .max else { return }
        let slot = max(Self.slot(of: deadline), current &+ 1)
        if entries[index].slot <= slot { return }
        unlink(handle.index)
        link(handle.index, slot)
    }

    mutating func remove(_ handle: Handle) {
        unlink(handle.index)
        entries[Int(handle.index)] = Entry()
        entries[Int(handle.index)].next = firstFree
        firstFree = handle.index
    }

    /// Forgets all targets, as a lane that has ended does; handles stay valid.
    mutating func forgetTargets() {
        for index in entries.indices { entries[index].target = nil }
    }

    /// Moves the wheel to `now` and appends every target whose deadline has passed.
    ///
    /// A due entry loses its deadline. Targets are returned rather than called, because they
    /// change the wheel.
    mutating func advance(to now: UInt64, _ due: inout [any TimerTarget]) {
        let end = now / Self.tick
        guard end > current else { return }
        // After a long stop one full turn visits every bucket.
        var slot = end - current > Self.bucketCount ? end - Self.bucketCount : current
        while slot < end {
            slot += 1
            current = slot
            visit(slot, now, &due)
        }
    }

    /// The first whole tick at or after `deadline`, so that nothing fires early.
    private static func slot(of deadline: UInt64) -> UInt64 { (max(deadline, 1) - 1) / tick + 1 }

    private mutating func visit(_ slot: UInt64, _ now: UInt64, _ due: inout [any TimerTarget]) {
        var index = buckets[Int(slot % Self.bucketCount)]
        while index != Self.none {
            let entry = entries[Int(index)]
            let following = entry.next
            if entry.slot <= slot {
                unlink(index)
                if entry.deadline <= now {
                    entries[Int(index)].deadline = .max
                    if let target = entry.target { due.append(target) }
                } else if entry.deadline != .max {
                    link(index, max(Self.slot(of: entry.deadline), slot + 1))
                }
            }
            index = following
        }
    }

    private mutating func link(_ index: Int32, _ slot: UInt64) {
        let bucket = Int(slot % Self.bucketCount)
        let first = buckets[bucket]
        entries[Int(index)].slot = slot
        entries[Int(index)].previous = Self.none
        entries[Int(index)].next = first
        if first != Self.none { entries[Int(first)].previous = index }
        buckets[bucket] = index
        linked += 1
    }

    private mutating func unlink(_ index: Int32) {
        let entry = entries[Int(index)]
        guard entry.slot != Self.unlinked else { return }
        if entry.previous == Self.none {
            buckets[Int(entry.slot % Self.bucketCount)] = entry.next
        } else {
            entries[Int(entry.previous)].next = entry.next
        }
        if entry.next != Self.none { entries[Int(entry.next)].previous = entry.previous }
        entries[Int(index)].slot = Self.unlinked
        entries[Int(index)].previous = Self.none
        entries[Int(index)].next = Self.none
        linked -= 1
    }
}
