extension ConfigurationReader {
    /// From a minute, below which a restart of the upstream loses events, to a month.
    private static let spoolAge = 60...30 * 86_400
    /// From 1 MiB, some thousand events, to 1 TiB.
    private static let spoolSize = (1 << 20)...(1 << 40)
    /// Dead letters are for the operator to look at; longer than three months nobody does.
    private static let deadLetterDays = 0...90

    /// How long and how much the spool keeps.
    func spool(_ node: YAMLNode) -> SpoolSettings {
        var settings = SpoolSettings()
        guard
            reader.checkKeys(
                node, of: "spool", required: [],
                optional: ["max-age", "max-size", "dead-letter-days"])
        else { return settings }
        if let age = node["max-age"].flatMap({
            reader.duration($0, of: "max-age", in: Self.spoolAge)
        }) {
            settings.maximumAge = age
        }
        if let bytes = node["max-size"].flatMap({
            reader.size($0, of: "max-size", in: Self.spoolSize)
        }) {
            settings.maximumBytes = bytes
        }
        if let days = node["dead-letter-days"].flatMap({
            reader.number($0, of: "dead-letter-days", in: Self.deadLetterDays)
        }) {
            settings.deadLetterDays = days
        }
        return settings
    }
}
