import Privacy

/// Reads how likely visitors are to share a pseudonym: `{probability: 0.5, visitors: 10000}`.
struct CollisionReader {
    let mistakes: MistakeList

    private var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    func read(_ node: YAMLNode) -> CollisionTarget? {
        guard
            reader.checkKeys(
                node, of: "collision", required: ["probability", "visitors"]),
            let probability = number(
                node["probability"], of: "probability", in: CollisionTarget.probabilities),
            let visitors = number(
                node["visitors"], of: "visitors",
                in: Double(
                    CollisionTarget.visitorCounts.lowerBound)...Double(
                        CollisionTarget.visitorCounts.upperBound))
        else { return nil }
        return CollisionTarget(probability: probability, visitors: Int(visitors))
    }

    private func number(
        _ node: YAMLNode?, of key: String, in range: ClosedRange<Double>
    ) -> Double? {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let node, let text = reader.text(node, of: key, expected: expected) else {
            return nil
        }
        guard let number = Double(text), range.contains(number) else {
            mistakes.add(node.line, "\(key) is \(node.form); expected \(expected)")
            return nil
        }
        return number
    }
}
