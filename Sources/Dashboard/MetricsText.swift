import Bytes

/// Writes the Prometheus text format, version 0.0.4.
///
/// Names, help and label names are `StaticString`: only values of labels come from elsewhere, and
/// those come from the configuration and from closed lists, never from a request.
struct MetricsText {
    enum Kind: String { case counter, gauge, histogram }

    typealias Labels = KeyValuePairs<StaticString, String>

    private(set) var text = ""

    /// One family with all its samples; nothing without any.
    mutating func family(
        _ name: StaticString, _ kind: Kind, _ help: StaticString,
        _ samples: [(labels: Labels, value: Int)]
    ) {
        guard !samples.isEmpty else { return }
        begin(name, kind, help)
        for sample in samples { add("\(name)", sample.labels, "\(sample.value)") }
    }

    /// One sample without labels, of a value that may have a fraction.
    mutating func single(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ value: Double)
    {
        begin(name, kind, help)
        add("\(name)", [:], Self.number(value))
    }

    mutating func single(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ value: Int) {
        family(name, kind, help, [([:], value)])
    }

    /// Histograms in seconds, each with its buckets, sum and count.
    mutating func histograms(
        _ name: StaticString, _ help: StaticString,
        _ samples: [(labels: Labels, value: Histogram)]
    ) {
        guard !samples.isEmpty else { return }
        begin(name, .histogram, help)
        for (labels, histogram) in samples {
            for (bound, count) in zip(Histogram.bounds, histogram.cumulative) {
                let seconds = Self.number(Double(bound) / 1_000_000)
                add("\(name)_bucket", labels, "\(count)", last: ("le", seconds))
            }
            add("\(name)_bucket", labels, "\(histogram.count)", last: ("le", "+Inf"))
            add("\(name)_sum", labels, Self.number(Double(histogram.sumNanoseconds) / 1e9))
            add("\(name)_count", labels, "\(histogram.count)")
        }
    }

    private mutating func begin(_ name: StaticString, _ kind: Kind, _ help: StaticString) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func add(
        _ name: String, _ labels: Labels, _ value: String, last: (String, String)? = nil
    ) {
        var pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        if let last { pairs.append("\(last.0)=\"\(last.1)\"") }
        text += name + (pairs.isEmpty ? "" : "{" + pairs.joined(separator: ",") + "}")
        text += " \(value)\n"
    }

    /// Whole numbers without a fraction, others as Swift writes them; both are Go's ParseFloat form.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }

    static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
