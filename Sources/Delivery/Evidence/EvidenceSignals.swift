/// The signals of one request with their classes, as one number: the same set is the same number.
///
/// Built without allocation. Of more than ``mostSignals`` the highest numbers are lost, and the label
/// says so.
///
/// Layout: cells of twelve bits, the lowest first, ascending and distinct; a cell is the signal's
/// number × 16 + its class + 1, and 0 is no cell. Bit 120 says that cells were lost.
package struct EvidenceSignals: Sendable, Hashable {
    /// Pairs of signal and class that one set holds.
    package static let mostSignals = 10
    /// Classes that a cell can tell apart.
    package static let mostClasses = 15

    private static let cellBits = 12
    private static let more: UInt128 = 1 << 120
    private static let cellMask: UInt128 = 0xFFF

    private var cells: UInt128 = 0

    package init() {}

    /// Stands for signals beyond a bound.
    static let other: Self = {
        var signals = Self()
        signals.cells = .max
        return signals
    }()

    package var isEmpty: Bool { cells == 0 }

    /// Adds a signal with its class; a pair that is there already changes nothing.
    package mutating func add(signal: UInt8, class number: Int) {
        let kind = UInt128(truncatingIfNeeded: min(max(number, 0), Self.mostClasses - 1))
        let new = UInt128(signal) << 4 | (kind + 1)
        for place in 0..<Self.mostSignals {
            let shift = place * Self.cellBits
            let cell = (cells >> UInt128(shift)) & Self.cellMask
            guard cell != new else { return }
            guard cell == 0 || cell > new else { continue }
            let below = (UInt128(1) << UInt128(shift)) - 1
            let moved = (cells & (Self.more - 1) & ~below) << UInt128(Self.cellBits)
            let isLost = moved >= Self.more
            cells = (cells & (below | Self.more)) | new << UInt128(shift)
            cells |= moved & (Self.more - 1) | (isLost ? Self.more : 0)
            return
        }
        cells |= Self.more
    }

    /// Calls `body` with each signal and its class, in ascending order.
    func forEach(_ body: (_ signal: Int, _ class: Int) -> Void) {
        var left = cells & (Self.more - 1)
        while left != 0 {
            let cell = Int(truncatingIfNeeded: left & Self.cellMask)
            body(cell >> 4, (cell & 15) - 1)
            left >>= UInt128(Self.cellBits)
        }
    }

    /// The set in words, such as `cookiebot:explicit+gcd:none`: sorted by name, so that it does not
    /// depend on how a configuration numbers its platforms.
    func label(_ words: ConsentWords) -> String {
        guard self != .other else { return ConsentWords.other }
        guard !isEmpty else { return ConsentWords.absent }
        var pairs: [String] = []
        forEach { signal, kind in
            pairs.append(
                ConsentWords.word(signal, words.signals) + ":"
                    + ConsentWords.word(kind, words.classes))
        }
        return pairs.sorted().joined(separator: "+") + (cells & Self.more == 0 ? "" : "+more")
    }
}

/// Labels that were built already, bounded.
struct EvidenceLabels {
    private var labels: [EvidenceSignals: String] = [:]

    mutating func label(_ signals: EvidenceSignals, _ words: ConsentWords) -> String {
        if let label = labels[signals] { return label }
        if labels.count >= EvidenceLimits.keptLabels { labels.removeAll(keepingCapacity: true) }
        let label = signals.label(words)
        labels[signals] = label
        return label
    }
}
