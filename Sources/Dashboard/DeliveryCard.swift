package import Delivery

/// How the sending to one destination goes.
package struct DeliveryRow: Sendable, Equatable {
    package var source: Source
    /// Whether anything is ever sent there.
    package var isSending = true
    /// Events that wait or are under way, and for how long the oldest of them does.
    package var waiting = 0
    package var oldestSeconds = 0
    /// Events that were delivered, and that could not be, since the program began.
    package var delivered = 0
    package var failed = 0

    package init(source: Source) { self.source = source }
}

/// Says in plain words what still waits for each destination, and what could not be delivered.
struct DeliveryCard {
    let rows: [DeliveryRow]

    func html() -> HTML {
        .element(
            "section", ["class": "card"],
            .element("h2", [:], .text("Delivery")),
            rows.isEmpty
                ? .element("p", ["class": "quiet"], .text("There is no destination."))
                : .element("table", ["class": "words"], .element("tbody", [:], rows.map(row))))
    }

    private func row(_ row: DeliveryRow) -> HTML {
        .element(
            "tr", [:],
            .element(
                "th", ["scope": "row", "class": "value"],
                .element("span", ["title": row.source.destination], .text(row.source.destination))),
            .element(
                "td", [:],
                Self.sentences(row).map { .element("span", ["class": $0.style], .text($0.text)) }))
    }

    /// What is to be said of a destination, the most urgent first.
    static func sentences(_ row: DeliveryRow) -> [(text: String, style: String)] {
        guard row.isSending else { return [("Counted here, nothing is sent.", "quiet")] }
        var sentences: [(text: String, style: String)] = []
        if row.failed > 0 {
            let text = "\(Figures.text(row.failed)) could not be delivered since the start."
            sentences.append((text, "alert"))
        }
        if row.waiting > 0 {
            let age = row.oldestSeconds > 1 ? ", the oldest for \(Self.age(row.oldestSeconds))" : ""
            let verb = row.waiting == 1 ? "waits" : "wait"
            sentences.append(("\(Figures.text(row.waiting)) \(verb)\(age).", "plain"))
        } else if row.failed == 0 {
            sentences.append(
                row.delivered == 0
                    ? ("Nothing to send yet.", "quiet")
                    : ("All \(Figures.text(row.delivered)) delivered.", "plain"))
        } else {
            sentences.append(("Nothing waits.", "quiet"))
        }
        return sentences
    }

    /// A time in the largest unit of which there are two or more.
    static func age(_ seconds: Int) -> String {
        for (unit, length) in [("days", 86_400), ("hours", 3_600), ("minutes", 60)]
        where seconds >= 2 * length { return "\(seconds / length) \(unit)" }
        return "\(seconds) seconds"
    }
}
