extension ConfigurationSummary {
    /// What happens to events between their answer and their delivery, in plain words.
    static func spoolLines(_ configuration: Configuration) -> [String] {
        guard configuration.destinations.contains(where: \.forwards) else { return [] }
        let spool = configuration.spool
        let survives =
            switch configuration.durability {
            case .process: "a crash of the program"
            case .power: "a power cut"
            }
        let letters =
            spool.deadLetterDays == 0
            ? "What cannot be delivered is counted and not kept."
            : "What cannot be delivered is kept for \(words(days: spool.deadLetterDays))."
        return [
            "Events that were answered survive \(survives).",
            "They wait for their destination for \(words(seconds: spool.maximumAge)) and "
                + Quantity.size.text(spool.maximumBytes, space: " ", bare: "bytes")
                + " per destination.",
            letters,
        ]
    }

    private static func words(days: Int) -> String { days == 1 ? "1 day" : "\(days) days" }

    private static func words(seconds: Int) -> String {
        if seconds % 86_400 == 0, seconds > 86_400 { return words(days: seconds / 86_400) }
        if seconds % 3_600 == 0 {
            return seconds == 3_600 ? "1 hour" : "\(seconds / 3_600) hours"
        }
        if seconds % 60 == 0 { return seconds == 60 ? "1 minute" : "\(seconds / 60) minutes" }
        return "\(seconds) seconds"
    }
}
