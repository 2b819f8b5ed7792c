/// How likely people are to share a pseudonym, as the operator chooses it, and the space that gives it.
///
/// With n visitors and m values, drawn evenly, a given visitor shares the value with at least one of
/// the n − 1 others with probability p = 1 − (1 − 1/m)^(n − 1). The space for a target is the largest
/// m for which p is not less than asked: fewer values would merge more people than wanted, more
/// values fewer than promised. (CNIL, proxy measures of 2022: a replacement must collide with
/// "a sufficient probability" that two people have the same one.)
package struct CollisionTarget: Sendable, Equatable {
    /// Of a site with this many visitors in a day, 99 in 100 share: 2,171 values.
    ///
    /// Ten thousand is a middling shop. With fewer visitors fewer share, and an operator who has
    /// fewer states the number.
    package static let standard = CollisionTarget(probability: 0.99, visitors: 10_000)

    /// The probabilities that mean something: no visitor shares at 0, all must share at 1.
    package static let probabilities = 0.001...0.9999
    /// Visitors within the life of a key.
    ///
    /// Beyond a thousand million the arithmetic loses its seventh digit, and there is no such shop.
    package static let visitorCounts = 2...1_000_000_000
    /// Spaces that an operator may ask for; with one value there is nothing left to tell apart.
    package static let spaces: ClosedRange<UInt64> = 2...1 << 48

    /// That a given visitor shares the pseudonym with at least one other.
    package let probability: Double
    /// How many different visitors are expected while one key lives.
    package let visitors: Int

    /// Values outside of ``probabilities`` and ``visitorCounts`` are moved to the nearest inside.
    package init(probability: Double, visitors: Int) {
        let range = Self.probabilities
        // `max` and `min` in this order turn a NaN into a bound.
        self.probability = max(range.lowerBound, min(range.upperBound, probability))
        self.visitors = max(
            Self.visitorCounts.lowerBound, min(Self.visitorCounts.upperBound, visitors))
    }

    /// The number of values that pseudonyms are folded into, at least two.
    ///
    /// For a handful of visitors two values may give less than asked; one value would make everyone
    /// the same person.
    package var space: UInt64 {
        // The probability falls as the space grows: the answer is between `low` and `high`.
        var low = Self.spaces.lowerBound
        var high = Self.spaces.upperBound
        while low < high {
            let middle = low + (high - low + 1) / 2
            if Self.probability(space: middle, visitors: visitors) >= probability {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return low
    }

    /// That one of `visitors` shares the value with at least one other in a space of `space` values.
    package static func probability(space: UInt64, visitors: Int) -> Double {
        guard space > 1 else { return visitors > 1 ? 1 : 0 }
        // By squaring, because this room has no mathematical library.
        var factor = 1 - 1 / Double(space)
        var alone = 1.0
        var rest = max(visitors - 1, 0)
        while rest > 0 {
            if rest & 1 == 1 { alone *= factor }
            factor *= factor
            rest >>= 1
        }
        return 1 - alone
    }

    /// The smallest number of visitors of whom each shares with at least this probability.
    package static func visitors(space: UInt64, probability: Double) -> Int {
        var low = visitorCounts.lowerBound
        var high = visitorCounts.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if Self.probability(space: space, visitors: middle) >= probability {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }

    /// What a space means to its operator, in one line.
    ///
    /// "2,171 values: of 10,000 visitors 99.0 % share theirs with at least one other".
    package static func summary(space: UInt64, visitors: Int) -> String {
        let thousandths = Int(probability(space: space, visitors: visitors) * 1000)
        let share = "\(thousandths / 10).\(thousandths % 10) %"
        return "\(grouped(space)) values: of \(grouped(UInt64(max(visitors, 0)))) visitors "
            + "\(share) share theirs with at least one other"
    }

    private static func grouped(_ number: UInt64) -> String {
        var digits = String(number)
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
            place -= 3
        }
        return digits
    }
}
