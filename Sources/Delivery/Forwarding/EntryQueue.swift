/// First in, first out, in a growing ring: constant time at both ends.
///
/// Invariants: `count` elements stand at `first`, `first + 1` …, modulo the size of the ring, which is a
/// power of two; all other places are `nil`.
struct EntryQueue<Element> {
    private var ring: [Element?] = [nil]
    private var first = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The element that comes after `offset` others; `nil` if there are not so many.
    subscript(offset: Int) -> Element? {
        offset < count ? ring[(first + offset) & (ring.count - 1)] : nil
    }

    mutating func append(_ element: Element) {
        if count == ring.count { grow() }
        ring[(first + count) & (ring.count - 1)] = element
        count += 1
    }

    /// Puts an element before all others.
    mutating func prepend(_ element: Element) {
        if count == ring.count { grow() }
        first = (first - 1) & (ring.count - 1)
        ring[first] = element
        count += 1
    }

    /// Whether one of the first `looks` elements is as `isMeant` says.
    func first(_ looks: Int, where isMeant: (Element) -> Bool) -> Bool {
        for offset in 0..<min(looks, count) {
            if let element = self[offset], isMeant(element) { return true }
        }
        return false
    }

    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        defer {
            ring[first] = nil
            first = (first + 1) & (ring.count - 1)
            count -= 1
        }
        return ring[first]
    }

    /// Removes the elements for which `isRemoved` says so, and keeps the order of the others.
    ///
    /// Each element is asked once.
    mutating func removeAll(where isRemoved: (Element) -> Bool) {
        var kept = 0
        for offset in 0..<count {
            let place = (first + offset) & (ring.count - 1)
            guard let element = ring[place] else { continue }
            ring[place] = nil
            guard !isRemoved(element) else { continue }
            ring[(first + kept) & (ring.count - 1)] = element
            kept += 1
        }
        count = kept
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(ring.count * 2)
        for offset in 0..<count { larger.append(ring[(first + offset) & (ring.count - 1)]) }
        for _ in count..<(ring.count * 2) { larger.append(nil) }
        ring = larger
        first = 0
    }
}
