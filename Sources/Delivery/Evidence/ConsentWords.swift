/// The words for the small numbers by which the gateway tells what was decided and why.
///
/// Delivery knows no consent: it is given one table of words per kind, from closed lists and from the
/// configuration. Never visitor data.
package final class ConsentWords: Sendable {
    package let sites: [String]
    /// How far the needs of a destination were covered, such as `granted`.
    package let coverages: [String]
    /// What the rules said, such as `forward-anonymous`.
    package let actions: [String]
    /// The ids of the rules, such as `R4-explicit-grant`.
    package let rules: [String]
    /// The signals, such as `gcd` or `cookiebot`.
    package let signals: [String]
    /// The classes of evidence, such as `explicit`; at most ``EvidenceSignals/mostClasses``.
    package let classes: [String]

    package init(
        sites: [String] = [], coverages: [String] = [], actions: [String] = [],
        rules: [String] = [], signals: [String] = [], classes: [String] = []
    ) {
        self.sites = sites
        self.coverages = coverages
        self.actions = actions
        self.rules = rules
        self.signals = signals
        self.classes = classes
    }

    /// The word for a number outside its table; it shows a mistake of ours, so it is counted.
    package static let unknown = "unknown"
    /// The word for no signal at all.
    package static let absent = "absent"
    /// The word for signals beyond a bound.
    package static let other = "other"

    static func word(_ number: Int, _ table: [String]) -> String {
        table.indices.contains(number) ? table[number] : unknown
    }
}
