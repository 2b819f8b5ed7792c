import Bytes
import Privacy
import Testing

@Suite("Detector corpus")
struct DetectorCorpusTests {
    /// Each round makes one sample of each of more than fifty kinds.
    private static let rounds = 130

    private func scrubbed(_ text: String) -> String {
        treated(text) { _ = Scrubber.scrub($0, prefixes: AddressPrefixes(), into: &$1) }
    }

    /// Hits and misses by row.
    private struct Tally {
        private(set) var rows: [String: (count: Int, failed: Int)] = [:]
        private(set) var examples: [String: [String]] = [:]

        mutating func add(_ label: String, failed: Bool, _ example: @autoclosure () -> String) {
            rows[label, default: (0, 0)].count += 1
            guard failed else { return }
            rows[label, default: (0, 0)].failed += 1
            if examples[label, default: []].count < 4 {
                examples[label, default: []].append(example())
            }
        }

        var count: Int { rows.values.reduce(0) { $0 + $1.count } }
        var failed: Int { rows.values.reduce(0) { $0 + $1.failed } }

        func printed(_ title: String) -> String {
            var lines = ["\(title): \(count) samples, \(failed) failed"]
            for (label, row) in rows.sorted(by: { $0.key < $1.key }) {
                lines.append("  \(label): \(row.count - row.failed)/\(row.count)")
                for example in examples[label] ?? [] { lines.append("    \(example)") }
            }
            return lines.joined(separator: "\n")
        }
    }

    /// Whether the value is gone, its surroundings are left, and its class was seen.
    private func isFound(_ sample: CorpusSample, in result: String) -> Bool {
        guard result.utf8.starts(with: sample.before.utf8),
            result.utf8.reversed().starts(with: sample.after.utf8.reversed())
        else { return false }
        let middle = result.utf8.dropFirst(sample.before.utf8.count).dropLast(
            sample.after.utf8.count)
        let text = String(Substring(middle))
        return sample.expected.isEmpty
            ? !text.contains(sample.value) : sample.expected.contains(text)
    }

    @Test(
        "At least 99.5 % of 5,000 personal values of all classes are found",
        arguments: [UInt64(1), 20_261_121])
    func recall(seed: UInt64) {
        let corpus = PositiveCorpus(seed: seed, rounds: Self.rounds)
        var tally = Tally()
        for sample in corpus.samples {
            let result = scrubbed(sample.text)
            tally.add(
                sample.label, failed: !isFound(sample, in: result),
                "\(sample.text) -> \(result)")
        }
        print(tally.printed("positives"))
        #expect(tally.count >= 5_000)
        #expect(Double(tally.failed) <= 0.005 * Double(tally.count))
        for (label, row) in tally.rows where row.failed * 20 > row.count {
            Issue.record("\(label): \(row.failed) of \(row.count) missed")
        }
    }

    @Test("At most 0.5 % of 5,000 look-alikes are changed", arguments: [UInt64(2), 20_261_122])
    func falsePositives(seed: UInt64) {
        let corpus = LookAlikeCorpus(seed: seed, rounds: Self.rounds * 2)
        var tally = Tally()
        for sample in corpus.samples {
            let result = scrubbed(sample.text)
            tally.add(sample.label, failed: result != sample.text, "\(sample.text) -> \(result)")
        }
        print(tally.printed("look-alikes"))
        #expect(tally.count >= 5_000)
        #expect(Double(tally.failed) <= 0.005 * Double(tally.count))
    }

    @Test("What was scrubbed once stays as it is")
    func idempotence() {
        var changed = 0
        let corpus = PositiveCorpus(seed: 3, rounds: 40)
        for sample in corpus.samples {
            let once = scrubbed(sample.text)
            if scrubbed(once) != once { changed += 1 }
        }
        #expect(changed == 0)
    }
}
