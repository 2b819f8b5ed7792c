/// Sizes, times and rates, as people write them.
///
/// A number alone is refused where it could mean two things.
extension YAMLReader {
    /// A size in bytes: `65536`, `64KiB`, `1MiB`, `2GiB`.
    func size(_ node: YAMLNode, of key: String, in range: ClosedRange<Int>) -> Int? {
        quantity(node, of: key, in: range, .size, bare: 1, expected: "a size such as 64KiB")
    }

    /// A time in seconds: `10s`, `5m`, `24h`, `7d`.
    func duration(_ node: YAMLNode, of key: String, in range: ClosedRange<Int>) -> Int? {
        quantity(node, of: key, in: range, .duration, bare: nil, expected: "a time such as 10s")
    }

    /// `500/s`.
    func rate(_ node: YAMLNode, of key: String, in range: ClosedRange<Int>) -> Int? {
        quantity(node, of: key, in: range, .rate, bare: nil, expected: "a rate such as 500/s")
    }

    /// A number with a unit behind it; `bare` is what a number without one is multiplied by.
    private func quantity(
        _ node: YAMLNode, of key: String, in range: ClosedRange<Int>,
        _ quantity: Quantity, bare: Int?, expected: String
    ) -> Int? {
        guard let text = text(node, of: key, expected: expected) else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        let factor = unit.isEmpty ? bare : quantity.units.first { $0.name == unit }?.factor
        guard let number = Int(digits), let factor else {
            mistakes.add(node.line, "\(key) is \(node.form); expected \(expected)")
            return nil
        }
        let (value, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow, range.contains(value) else {
            let low = quantity.text(range.lowerBound)
            let high = quantity.text(range.upperBound)
            mistakes.add(node.line, "\(key) is \(node.form); expected \(low) to \(high)")
            return nil
        }
        return value
    }
}

/// What a number with a unit behind it measures.
enum Quantity {
    case size
    case duration
    case rate

    /// Its units, smallest first.
    var units: [(name: String, factor: Int)] {
        switch self {
        case .size: [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
        case .duration: [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)]
        case .rate: [("/s", 1)]
        }
    }

    /// A value in the largest unit that leaves no rest, with `space` before the unit.
    ///
    /// A value that no unit fits is written with `bare` behind it.
    func text(_ value: Int, space: String = "", bare: String = "") -> String {
        for unit in units.reversed() where value > 0 && value % unit.factor == 0 {
            return "\(value / unit.factor)\(space)\(unit.name)"
        }
        return "\(value)\(space)\(bare)"
    }
}
