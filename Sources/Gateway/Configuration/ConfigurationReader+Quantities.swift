/// Sizes, times and rates, as people write them.
///
/// A number alone is refused where it could mean two things.
extension ConfigurationReader {
    /// A size in bytes: `65536`, `64KiB`, `1MiB`, `2GiB`.
    func size(_ node: YAMLNode, of key: String, in range: ClosedRange<Int>) -> Int? {
        quantity(
            node, of: key, in: range,
            units: [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)],
            bare: 1, expected: "a size such as 64KiB")
    }

    /// A time in seconds: `10s`, `5m`, `24h`, `7d`.
    func duration(_ node: YAMLNode, of key: String, in range: ClosedRange<Int>) -> Int? {
        quantity(
            node, of: key, in: range, units: [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)],
            bare: nil, expected: "a time such as 10s")
    }

    /// `500/s`.
    func rate(_ node: YAMLNode, of key: String, in range: ClosedRange<Int>) -> Int? {
        quantity(
            node, of: key, in: range, units: [("/s", 1)], bare: nil,
            expected: "a rate such as 500/s")
    }

    /// A number with a unit behind it; `bare` is what a number without one is multiplied by.
    private func quantity(
        _ node: YAMLNode, of key: String, in range: ClosedRange<Int>,
        units: [(name: String, factor: Int)], bare: Int?, expected: String
    ) -> Int? {
        guard let text = reader.text(node, of: key, expected: expected) else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        let factor = unit.isEmpty ? bare : units.first { $0.name == unit }?.factor
        guard let number = Int(digits), let factor else {
            mistakes.add(node.line, "\(key) is \(node.form); expected \(expected)")
            return nil
        }
        let (value, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow, range.contains(value) else {
            let low = Self.text(range.lowerBound, units: units)
            let high = Self.text(range.upperBound, units: units)
            mistakes.add(node.line, "\(key) is \(node.form); expected \(low) to \(high)")
            return nil
        }
        return value
    }

    /// A value in the largest unit that leaves no rest.
    private static func text(_ value: Int, units: [(name: String, factor: Int)]) -> String {
        for unit in units.reversed() where value > 0 && value % unit.factor == 0 {
            return "\(value / unit.factor)\(unit.name)"
        }
        return "\(value)"
    }
}
