import Foundation

/// A strict reader of the Prometheus text format, version 0.0.4.
///
/// Stricter than the format: HELP and TYPE come first and once, all samples of a family stand
/// together, names follow the conventions, and histograms add up.
struct MetricsReader {
    struct Sample {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    struct Family {
        let name: String
        let kind: String
        let help: String
        var samples: [Sample] = []
    }

    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var families: [Family] = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Broken(description: "no line feed at the end") }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()[...]
        while let line = lines.popFirst() {
            try read(String(line), next: lines.first.map(String.init))
        }
        for family in families { try check(family) }
    }

    func family(_ name: String) -> Family? { families.first { $0.name == name } }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func read(_ line: String, next: String?) throws {
        if line.hasPrefix("# HELP ") {
            let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let next, next.hasPrefix("# TYPE \(parts[0]) ") else {
                throw Broken(description: "HELP without TYPE: \(line)")
            }
            guard family(String(parts[0])) == nil else {
                throw Broken(description: "twice: \(line)")
            }
            let kind = String(next.dropFirst(8 + parts[0].count))
            guard ["counter", "gauge", "histogram"].contains(kind) else {
                throw Broken(description: next)
            }
            families.append(Family(name: String(parts[0]), kind: kind, help: String(parts[1])))
            return
        }
        if line.hasPrefix("# TYPE ") {
            guard let last = families.last, last.samples.isEmpty,
                line == "# TYPE \(last.name) \(last.kind)"
            else { throw Broken(description: "TYPE alone: \(line)") }
            return
        }
        let sample = try Self.sample(line)
        guard let family = families.last,
            sample.name == family.name
                || (family.kind == "histogram"
                    && ["_bucket", "_sum", "_count"].contains { sample.name == family.name + $0 })
        else { throw Broken(description: "a sample in another family: \(line)") }
        let isDoubled = family.samples.contains {
            $0.name == sample.name && $0.labels == sample.labels
        }
        guard !isDoubled else { throw Broken(description: "a sample twice: \(line)") }
        families[families.count - 1].samples.append(sample)
    }

    private static func sample(_ line: String) throws -> Sample {
        let broken = Broken(description: "no sample: \(line)")
        let pattern = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (\S+)$/
        guard let match = line.wholeMatch(of: pattern), let value = Double(match.4) else {
            throw broken
        }
        var labels: [String: String] = [:]
        var rest = match.3 ?? ""
        while !rest.isEmpty {
            guard
                let pair = rest.prefixMatch(
                    of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\n"])*)"(,|$)/),
                labels[String(pair.1)] == nil
            else { throw broken }
            labels[String(pair.1)] = String(pair.2)
            rest = rest[pair.range.upperBound...]
        }
        return Sample(name: String(match.1), labels: labels, value: value)
    }

    private func check(_ family: Family) throws {
        func fail(_ why: String) -> Broken { Broken(description: "\(family.name): \(why)") }
        guard !family.samples.isEmpty else { throw fail("no samples") }
        guard family.name.hasPrefix("matglas_") || family.name.hasPrefix("process_") else {
            throw fail("no prefix")
        }
        guard (family.kind == "counter") == family.name.hasSuffix("_total") else {
            throw fail("_total is for counters, and for all of them")
        }
        guard family.help.hasSuffix("."), family.help.first?.isUppercase == true else {
            throw fail("help is no sentence")
        }
        guard family.samples.allSatisfy({ $0.value >= 0 }) else { throw fail("negative") }
        let names = Set(family.samples.map { Set($0.labels.keys).subtracting(["le"]) })
        guard names.count == 1 else { throw fail("samples with different labels") }
        guard family.kind == "histogram" else { return }
        guard family.name.hasSuffix("_seconds") else { throw fail("a histogram without unit") }
        let groups = Dictionary(grouping: family.samples) { sample in
            sample.labels.filter { $0.key != "le" }
        }
        for samples in groups.values {
            let buckets = samples.filter { $0.name.hasSuffix("_bucket") }
            let bounds = buckets.compactMap { $0.labels["le"].flatMap { Double($0) } }
            guard bounds == bounds.sorted(), Set(bounds).count == buckets.count,
                bounds.last == .infinity
            else { throw fail("bounds") }
            let counts = buckets.map(\.value)
            guard counts == counts.sorted(),
                samples.last(where: { $0.name.hasSuffix("_count") })?.value == counts.last,
                samples.count == buckets.count + 2
            else { throw fail("counts") }
        }
    }
}
