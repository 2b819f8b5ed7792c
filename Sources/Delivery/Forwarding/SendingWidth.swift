/// How many requests may be under way to one destination, or may be joined in one: more while it takes
/// them, fewer when not.
///
/// It grows by one with each success, so it doubles with each round trip, and is halved when the server
/// does not take a request: the server finds its own measure.
///
/// Invariant: `1 <= width <= most`.
struct SendingWidth {
    let most: Int
    private(set) var width: Int

    /// Where it begins.
    private static let first = 8

    init(most: Int) {
        self.most = max(1, most)
        width = min(Self.first, self.most)
    }

    mutating func succeeded() { width = min(width + 1, most) }

    mutating func failed() { width = max(1, width / 2) }

    /// As ``failed()``, of what was begun at an earlier width: all of one moment halve it once.
    mutating func failed(at earlier: Int) { width = max(1, min(width, earlier / 2)) }

    /// Begins anew after a pause of the whole destination.
    mutating func restart() { width = 1 }
}
