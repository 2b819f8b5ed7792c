import Bytes
import Testing

@testable import Privacy

@Suite("Rare values")
struct RareValuesTests {
    private static let hashes = RareValueHashes(key: SecretKey(21, 22))

    private static func combination(_ number: Int, _ hashes: RareValueHashes = hashes) -> UInt64 {
        var combination = hashes.makeCombination()
        combination.add(Array("combination \(number)".utf8).span)
        return combination.finish()
    }

    private static func visitor(_ number: Int) -> UInt64 {
        hashes.visitor(Array("visitor \(number)".utf8).span)
    }

    @Test("Sizes and thresholds that cannot work are refused")
    func bounds() throws {
        for threshold in [Int.min, -1, 0, 1, 33, 1000] {
            #expect(RareValueTable(threshold: threshold) == nil)
        }
        for slots in [-1, 0, 1023, 1 << 25, Int.max] {
            #expect(RareValueTable(threshold: 5, slots: slots) == nil)
        }
        let small = try #require(RareValueTable(threshold: 2, slots: 1025))
        #expect(small.bytes == 2048 * 16)
        let standard = try #require(RareValueTable(threshold: 32))
        #expect(standard.bytes == 1 << 20)
        #expect(standard.threshold == 32)
    }

    @Test("The k-th visitor makes a combination common, and repeats do not", arguments: [2, 5, 32])
    func threshold(k: Int) throws {
        let table = try #require(RareValueTable(threshold: k))
        let combination = Self.combination(1)
        for _ in 0..<1000 {
            #expect(!table.isCommon(combination: combination, visitor: Self.visitor(0)))
        }
        var first: Int?
        for number in 1..<1000 where first == nil {
            if table.isCommon(combination: combination, visitor: Self.visitor(number)) {
                first = number + 1
            }
        }
        let visitors = try #require(first)
        #expect(visitors >= k)
        #expect(visitors <= 4 * k)
        #expect(table.isCommon(combination: combination, visitor: Self.visitor(0)))
        #expect(!table.isCommon(combination: Self.combination(2), visitor: Self.visitor(0)))
    }

    /// The order of events that an adversary would choose, each with its own idea.
    enum Order: CaseIterable {
        /// Combination after combination, one visitor short of k, then again the same ones.
        case justBelow
        /// All combinations for one visitor, then for the next.
        case byVisitor
        /// Popular and rare ones mixed, with skew.
        case skewed
        /// More combinations than the table has slots, then the first ones again.
        case flooded
    }

    @Test("What is common was shown by k visitors, in whatever order", arguments: Order.allCases)
    func model(order: Order) throws {
        let k = 5
        let table = try #require(RareValueTable(threshold: k, slots: 1 << 12))
        var exact: [Int: Set<Int>] = [:]
        var generator = SeededGenerator(seed: 4)
        let combinations = (0..<6000).map { Self.combination($0) }
        let visitors = (0..<2000).map { Self.visitor($0) }
        var wrong = 0
        var common = 0
        for event in 0..<100_000 {
            let combination: Int
            let visitor: Int
            switch order {
            case .justBelow:
                combination = event / (2 * k) % 3000
                visitor = (combination + event % (k - 1)) % 2000
            case .byVisitor:
                combination = event % 3000
                visitor = event / 3000
            case .skewed:
                let word = generator.next()
                combination = Int(word % 3000) * Int(word >> 32 % 3000) / 3000
                visitor = Int(generator.next() % 2000)
            case .flooded:
                combination = event % 6000
                visitor = event / 6000
            }
            exact[combination, default: []].insert(visitor)
            let isCommon = table.isCommon(
                combination: combinations[combination], visitor: visitors[visitor])
            if isCommon {
                common += 1
                if exact[combination, default: []].count < k { wrong += 1 }
            }
        }
        #expect(wrong == 0)
        #expect((common == 0) == (order == .justBelow))
    }

    @Test("A full table calls everything new rare and keeps what it has")
    func full() throws {
        let table = try #require(RareValueTable(threshold: 2, slots: 1024))
        func show(_ number: Int, _ visitor: Int) -> Bool {
            table.isCommon(
                combination: Self.combination(number), visitor: Self.visitor(visitor))
        }
        for number in 0..<3000 { _ = show(number, number) }
        var kept = 0
        for number in 0..<3000 {
            for visitor in 5000..<5006 where show(number, visitor) {
                kept += 1
                break
            }
        }
        // Each slot has one combination; those that found none stay rare for ever.
        #expect(kept <= 1024)
        #expect(kept >= 1000)
    }

    @Test("After the window everything is rare again, however many windows there were")
    func windows() throws {
        let table = try #require(RareValueTable(threshold: 2, slots: 1024))
        func show(_ combination: Int, _ visitors: Range<Int>) -> Bool {
            visitors.map {
                table.isCommon(
                    combination: Self.combination(combination), visitor: Self.visitor($0))
            }.contains(true)
        }
        // Each is one visitor short, in the first window.
        for number in 2..<500 { #expect(!show(number, 0..<1)) }
        let first = table.currentWindow
        for round in 1...65_535 {
            table.reset()
            if round % 6000 == 0 {
                #expect(show(1, 0..<40))
                table.reset()
                #expect(!show(1, 0..<1))
            }
            // Half way round a word of the first window must not pass for one to come.
            if round == 40_000 {
                let lost = (2..<100).filter { !show($0, 0..<40) }
                #expect(lost.isEmpty)
            }
            if table.currentWindow == first { break }
        }
        // The numbers have come round: the visitor of then and this one are no two.
        #expect(table.currentWindow == first)
        let risen = (100..<500).filter { show($0, 1..<2) }
        #expect(risen.isEmpty)
    }

    @Test("Threads lose no visitor")
    func threads() async throws {
        let together = try #require(RareValueTable(threshold: 7, slots: 1 << 12))
        let alone = try #require(RareValueTable(threshold: 7, slots: 1 << 12))
        let combinations = (0..<300).map { Self.combination($0) }
        let visitors = (0..<16).map { Self.visitor($0) }
        // Combination n has the visitors 0 ... n % 16.
        func show(_ table: RareValueTable, _ part: Int, of parts: Int) {
            for (number, combination) in combinations.enumerated() {
                for index in 0...number % 16 where (index + number) % parts == part {
                    _ = table.isCommon(combination: combination, visitor: visitors[index])
                }
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for part in 0..<4 { group.addTask { show(together, part, of: 4) } }
        }
        show(alone, 0, of: 1)
        for (number, combination) in combinations.enumerated() {
            let expected = alone.isCommon(combination: combination, visitor: visitors[0])
            #expect(
                together.isCommon(combination: combination, visitor: visitors[0]) == expected)
            if number % 16 < 6 { #expect(!expected) }
        }
    }

    @Test("No rare combination becomes common while windows end under the writers' hands")
    func resetsUnderWay() async throws {
        let k = 3
        let table = try #require(RareValueTable(threshold: k, slots: 1024))
        let combinations = (0..<900).map { Self.combination($0) }
        let visitors = (0..<900).map { Self.visitor($0) }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var generator = SeededGenerator(seed: UInt64(task))
                    var wrong = 0
                    for event in 0..<20_000 {
                        let number = Int(generator.next() % 900)
                        // Each combination has k - 1 visitors in all.
                        let visitor = (number + Int(generator.next() % UInt64(k - 1))) % 900
                        if table.isCommon(
                            combination: combinations[number], visitor: visitors[visitor])
                        {
                            wrong += 1
                        }
                        if task == 0, event % 50 == 0 { table.reset() }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test("A writer of an ended window changes nothing in the next one")
    func overtaken() throws {
        let k = 4
        let table = try #require(RareValueTable(threshold: k, slots: 1024))
        // Both begin at the same slot.
        let (old, new): (UInt64, UInt64) = (7 << 32 | 5, 9 << 32 | 5)
        for visitor in 0..<40 {
            _ = table.isCommon(combination: old, visitor: Self.visitor(visitor))
        }
        let ended = table.currentWindow
        #expect(table.isCommon(combination: old, visitor: Self.visitor(0)))
        table.reset()
        // Interrupted between finding its slot and marking it.
        _ = table.mark(5, ended, 1)
        // One visitor takes the slot in the new window, many late ones come to it and beside it.
        #expect(!table.isCommon(combination: new, visitor: Self.visitor(0)))
        for visitor in 0..<200 {
            for combination in [old, new] {
                let isCommon = table.isCommon(
                    combination: combination, visitor: Self.visitor(visitor), window: ended)
                #expect(!isCommon)
            }
        }
        #expect(!table.mark(5, ended, 0xFFFF))
        #expect(!table.isCommon(combination: new, visitor: Self.visitor(0)))
        // The combination kept its slot and its visitor: three more bits are enough.
        var needed = 1
        while needed < 40, !table.isCommon(combination: new, visitor: Self.visitor(needed)) {
            needed += 1
        }
        let fresh = try #require(RareValueTable(threshold: k, slots: 1024))
        var alone = 0
        while !fresh.isCommon(combination: new, visitor: Self.visitor(alone)) { alone += 1 }
        #expect(needed == alone)
    }

    @Test("Another key knows nobody: what was seen cannot be tested afterwards")
    func keyed() throws {
        let table = try #require(RareValueTable(threshold: 2, slots: 1 << 12))
        let other = RareValueHashes(key: SecretKey(23, 24))
        for visitor in 0..<100 {
            _ = table.isCommon(combination: Self.combination(1), visitor: Self.visitor(visitor))
        }
        let guess = Self.combination(1, other)
        #expect(guess != Self.combination(1))
        #expect(!table.isCommon(combination: guess, visitor: Self.visitor(1)))
        #expect(other.visitor(Array("v".utf8).span) != Self.hashes.visitor(Array("v".utf8).span))
    }

    @Test("Values keep their places")
    func places() {
        func hash(_ values: [String]) -> UInt64 {
            var combination = Self.hashes.makeCombination()
            for value in values { combination.add(Array(value.utf8).span) }
            return combination.finish()
        }
        let all = [["ab", "c"], ["a", "bc"], ["abc", ""], ["", "abc"], ["c", "ab"], ["abc"]]
        #expect(Set(all.map(hash)).count == all.count)
    }
}
