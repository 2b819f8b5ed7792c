import Bytes
import Testing

@testable import Privacy

@Suite("Collision targets")
struct CollisionTargetTests {
    @Test(
        "The space is the largest one that still gives the probability",
        arguments: [0.001, 0.1, 0.5, 0.9, 0.99, 0.999], [100, 10_000, 300_000, 1_000_000_000])
    func largestSpace(probability: Double, visitors: Int) {
        let space = CollisionTarget(probability: probability, visitors: visitors).space
        let reached = CollisionTarget.probability(space: space, visitors: visitors)
        let next = CollisionTarget.probability(space: space + 1, visitors: visitors)
        #expect(reached >= probability)
        #expect(next < probability)
    }

    @Test("The default is 2,171 values")
    func standard() {
        #expect(CollisionTarget.standard.space == 2171)
        #expect(
            CollisionTarget.summary(space: 2171, visitors: 10_000)
                == "2,171 values: of 10,000 visitors 99.0 % share theirs with at least one other")
        #expect(
            CollisionTarget.summary(space: 65_536, visitors: 10_000)
                == "65,536 values: of 10,000 visitors 14.1 % share theirs with at least one other")
    }

    @Test("Small cases are those of the birthday problem")
    func byHand() {
        #expect(CollisionTarget.probability(space: 2, visitors: 2) == 0.5)
        #expect(CollisionTarget.probability(space: 4, visitors: 3) == 1 - 0.75 * 0.75)
        #expect(CollisionTarget.probability(space: 365, visitors: 1) == 0)
        #expect(CollisionTarget.probability(space: 1, visitors: 2) == 1)
        #expect(CollisionTarget(probability: 0.5, visitors: 2).space == 2)
        #expect(CollisionTarget(probability: 0.01, visitors: 2).space == 100)
    }

    @Test("Numbers that mean nothing are moved to the nearest that do")
    func bounds() {
        let cases: [(Double, Int)] = [
            (-1, 0), (0, 1), (2, .max), (.infinity, 5), (-.infinity, .min), (.nan, 100),
        ]
        for (probability, visitors) in cases {
            let target = CollisionTarget(probability: probability, visitors: visitors)
            #expect(CollisionTarget.probabilities.contains(target.probability))
            #expect(CollisionTarget.visitorCounts.contains(target.visitors))
            #expect(CollisionTarget.spaces.contains(target.space))
        }
    }

    @Test("The inverse says how many visitors a space needs", arguments: [16, 2171, 65_536])
    func inverse(space: UInt64) {
        for probability in [0.01, 0.5, 0.99] {
            let visitors = CollisionTarget.visitors(space: space, probability: probability)
            #expect(CollisionTarget.probability(space: space, visitors: visitors) >= probability)
            #expect(CollisionTarget.probability(space: space, visitors: visitors - 1) < probability)
        }
    }

    // MARK: What pseudonyms really do

    /// Ids of one seed; the benchmark of the release build took ten times as many.
    private static let ids = 100_000

    private static func keys(_ seed: UInt64, space: UInt64) -> PseudonymKeys {
        let profile = Profile(
            name: "p", events: [.clientID: .pseudonymise],
            pseudonyms: PseudonymPolicy(collidingBits: nil, space: space, isShortLived: true))
        return PseudonymKeys(
            Pseudonymizer(masterKey: (seed, ~seed)), site: "s", destination: "d", profile: profile)
    }

    /// The folded identities of `ids` clients.
    private static func folded(_ keys: PseudonymKeys) -> [UInt64] {
        var id: [8 of UInt8] = .init(repeating: 0)
        return (0..<ids).map { number in
            for index in 0..<8 { id[index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
            return keys.fold(id.span) ?? .max
        }
    }

    /// The interval that holds 99.9 % of a binomial distribution, from its exact probabilities.
    private static func interval(trials: Int, chance: Double) -> ClosedRange<Int> {
        // Relative to the likeliest count, downwards and upwards, until nothing is left to add.
        let mode = Int(Double(trials + 1) * chance)
        let odds = chance / (1 - chance)
        var lower: [Double] = []
        var upper = [1.0]
        for hits in stride(from: mode, to: 0, by: -1) {
            let next = (lower.last ?? 1) * Double(hits) / Double(trials - hits + 1) / odds
            guard next > 1e-12 else { break }
            lower.append(next)
        }
        for hits in mode..<trials {
            let next = (upper.last ?? 1) * Double(trials - hits) / Double(hits + 1) * odds
            guard next > 1e-12 else { break }
            upper.append(next)
        }
        let weights = lower.reversed() + upper
        let first = mode - lower.count
        let tail = 0.0005 * weights.reduce(0, +)
        func cut(_ weights: [Double]) -> Int {
            var sum = 0.0
            return weights.firstIndex {
                sum += $0
                return sum > tail
            } ?? 0
        }
        return first + cut(weights)...first + weights.count - 1 - cut(weights.reversed())
    }

    @Test(
        "Two visitors share as often as chance has it, inside the 99.9 % interval",
        arguments: UInt64(0)..<10)
    func measuredRate(seed: UInt64) {
        let space = CollisionTarget.standard.space
        let folded = Self.folded(Self.keys(seed, space: space))
        #expect(folded.allSatisfy { $0 < space })
        // Disjoint pairs are independent trials.
        let pairs = folded.count / 2
        var collisions = 0
        for pair in 0..<pairs where folded[2 * pair] == folded[2 * pair + 1] { collisions += 1 }
        let expected = Self.interval(trials: pairs, chance: 1 / Double(space))
        #expect(expected.contains(collisions))
        // The share of visitors in groups of the size that the target speaks of.
        let group = CollisionTarget.standard.visitors
        var sharing = 0
        for start in stride(from: 0, to: folded.count, by: group) {
            var counts: [UInt64: Int] = [:]
            for value in folded[start..<start + group] { counts[value, default: 0] += 1 }
            sharing += counts.values.filter { $0 > 1 }.reduce(0, +)
        }
        // Visitors who share make others share, so the deviation is below the binomial one of
        // those who are alone: about 100 of each 10,000.
        let alone = Self.interval(
            trials: folded.count,
            chance: 1 - CollisionTarget.probability(space: space, visitors: group))
        #expect(alone.contains(folded.count - sharing))
    }

    @Test("Every one of the m values is used, and no other, in the vendor's own shape")
    func exactSpace() {
        let keys = Self.keys(3, space: 11)
        let rule = FieldRule(kind: .clientID, treatment: .pseudonymise, shape: .fbp)
        var seen: Set<String> = []
        for number in 0..<500 {
            seen.insert(
                treated("visitor \(number)") {
                    _ = keys.write($0, rule, identity: keys.fold($0), into: &$1)
                })
        }
        #expect(seen.count == 11)
    }

    @Test("A space goes before bits, and bits mean what they meant")
    func policies() {
        let both = PseudonymPolicy(collidingBits: 16, space: 1000, isShortLived: true)
        #expect(both.foldedSpace == 1000)
        let bits = PseudonymPolicy(collidingBits: 16, isShortLived: true)
        #expect(bits.foldedSpace == 65_536)
        #expect(PseudonymPolicy(collidingBits: nil, isShortLived: true).foldedSpace == nil)
        #expect(PseudonymPolicy(collidingBits: 64, isShortLived: true).foldedSpace == 0)
        let none = PseudonymPolicy(collidingBits: nil, space: 0, isShortLived: true)
        #expect(none.foldedSpace == 1)
    }
}
