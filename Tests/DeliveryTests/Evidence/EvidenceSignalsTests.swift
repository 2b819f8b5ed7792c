import Testing

@testable import Delivery

@Suite struct EvidenceSignalsTests {
    @Test("The same signals in any order and number are one set, and its label is sorted by name")
    func canonical() {
        let set = signals((3, 0), (2, 3))
        #expect(set == signals((2, 3), (3, 0), (2, 3), (3, 0)))
        #expect(set.label(words) == "cookiebot:explicit+gcd:none")
        #expect(set != signals((2, 3)))
        #expect(set != signals((2, 3), (3, 1)))
    }

    @Test("No signal is absent, and numbers without a word are unknown")
    func odd() {
        #expect(EvidenceSignals().label(words) == "absent")
        #expect(EvidenceSignals.other.label(words) == "other")
        #expect(signals((200, 0), (1, 14)).label(words) == "sec-gpc:unknown+unknown:explicit")
        #expect(signals((1, 99), (1, -5)).label(words) == "sec-gpc:explicit+sec-gpc:unknown")
    }

    @Test("Of many signals the lowest ten stay, whatever the order, and the label says so")
    func many() {
        var steps = SmallGroupsTests.Steps(state: 3)
        for _ in 0..<500 {
            let count = Int.random(in: 0...20, using: &steps)
            var pairs: [(signal: UInt8, kind: Int)] = []
            for _ in 0..<count {
                let signal = UInt8.random(in: 0...255, using: &steps)
                pairs.append((signal, Int.random(in: 0..<15, using: &steps)))
            }
            let distinct = Set(pairs.map { Int($0.signal) << 4 | $0.kind }).sorted()
            var first = EvidenceSignals()
            for pair in pairs { first.add(signal: pair.signal, class: pair.kind) }
            var second = EvidenceSignals()
            for pair in pairs.shuffled(using: &steps) + pairs.shuffled(using: &steps) {
                second.add(signal: pair.signal, class: pair.kind)
            }
            #expect(first == second)
            var found: [Int] = []
            first.forEach { found.append($0 << 4 | $1) }
            #expect(found == Array(distinct.prefix(EvidenceSignals.mostSignals)))
            #expect(first.label(words).hasSuffix("+more") == (distinct.count > 10))
        }
    }

    @Test("Labels that are kept are bounded, and are right after the bound too")
    func labels() {
        var labels = EvidenceLabels()
        for round in 0..<2 {
            for number in 0..<2_500 {
                let set = signals((UInt8(number & 255), number >> 8))
                #expect(labels.label(set, words) == set.label(words), "\(round)")
            }
        }
    }
}

@Suite struct ValueSketchTests {
    @Test("The estimate is near the number of different values, and repeats change nothing")
    func estimate() {
        var steps = SmallGroupsTests.Steps(state: 5)
        for number in [1, 10, 50, 100, 200, 400] {
            var sum = 0
            for _ in 0..<50 {
                var sketch = ValueSketch()
                for _ in 0..<number {
                    let hash = UInt64.random(in: 1 ... .max, using: &steps)
                    for _ in 0..<3 { sketch.insert(hash) }
                }
                sum += sketch.estimate.count
            }
            let mean = Double(sum) / 50
            #expect(abs(mean - Double(number)) <= max(1, Double(number) / 12), "\(number): \(mean)")
        }
    }

    @Test("No value sets no bit, and a full sketch says that there may be more")
    func bounds() {
        var sketch = ValueSketch()
        sketch.insert(0)
        #expect(sketch.estimate == DistinctValues(count: 0, isAtLeast: false))
        for bit in 0..<255 { sketch.insert(value(bit)) }
        #expect(!sketch.estimate.isAtLeast)
        sketch.insert(value(255))
        #expect(sketch.estimate == DistinctValues(count: 1_420, isAtLeast: true))
    }

    @Test("A union has the values of both")
    func union() {
        var left = tally(bits: 0..<20).values
        left.formUnion(tally(bits: 10..<30).values)
        #expect(left == tally(bits: 0..<30).values)
    }
}
