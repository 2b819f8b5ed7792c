/// What counts are broken down by.
///
/// The raw value is the name in the store; never change one.
///
/// Each event belongs to exactly one of four groups: page views, sales (events with revenue), pages
/// that bots asked for, and other events. A dimension splits exactly one group, so that every sum that a reader can form
/// is a group's total, and no group can be found by subtracting two others.
package enum Dimension: String, Sendable, CaseIterable {
    /// Page views by path.
    case page
    /// Page views by the domain of an external referrer; empty is direct or internal.
    case referrer
    /// Page views by browser family.
    case browser
    /// Page views by operating-system family.
    case system
    /// Page views by the vendor's name of the event.
    case view
    /// Events with revenue by name.
    case sale
    /// All other events by name.
    case event
    /// Pages that crawlers, monitors and programs asked for, by their name.
    case bot
    /// Requests by outcome. Operational: never derived from what a visitor sent.
    case outcome

    /// Position in arrays of one table per dimension.
    var slot: Int {
        switch self {
        case .page: 0
        case .referrer: 1
        case .browser: 2
        case .system: 3
        case .view: 4
        case .sale: 5
        case .event: 6
        case .outcome: 7
        case .bot: 8
        }
    }
}
