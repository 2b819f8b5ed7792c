import Bytes
import Consent

/// How the choices of one site's visitors are read, compiled from its configuration.
final class SiteSignals: Sendable {
    let platforms: PlatformCatalog
    let rules: ConsentRules
    /// Whether the consent object in an event's body may grant.
    let trustsEvents: Bool
    let minors: MinorSignals
    /// The signal of the gateway's own cookie.
    let ownSignal: SignalName?
    /// For each signal its number in ``SignalTable``; sites number their platforms differently.
    private let numbers: [UInt8]

    /// Throws if a platform, service or rule file of the catalogue has mistakes.
    init(
        _ site: Site, catalog: Catalog, table: inout SignalTable
    ) throws(ConfigurationFault) {
        platforms = try catalog.platforms(of: site)
        ownSignal = platforms.signal(named: Self.ownPlatform)
        var rules = site.rules
        if let names = site.consent.signals {
            // Who describes a cookie wants it read.
            let own = site.consent.cookies.map(\.name)
            let platforms = self.platforms
            rules.signals = Set(
                (names + own + [Self.ownPlatform]).compactMap(platforms.signal(named:)))
        }
        self.rules = rules
        trustsEvents = site.consent.trustsEvents
        minors = MinorSignals(site.consent.minors)
        numbers = table.add(platforms)
    }

    /// The number under which a signal is counted.
    func number(of signal: SignalName) -> UInt8 {
        let place = Int(signal.rawValue)
        return place < numbers.count ? numbers[place] : 0
    }

    /// The platform file of the gateway's own cookie.
    static let ownPlatform = "matglas"
}

/// The names of all sites' signals, each once, as evidence and metrics number them.
struct SignalTable {
    private(set) var names = SignalName.knownNames

    /// Adds a site's platforms; gives for each signal of the site its number.
    ///
    /// Names beyond 255 share the number 0: a table of counters has to end somewhere.
    mutating func add(_ platforms: PlatformCatalog) -> [UInt8] {
        var numbers = [UInt8](repeating: 0, count: 256)
        for place in SignalName.knownNames.indices { numbers[place] = UInt8(place) }
        for (position, name) in platforms.platformNames.enumerated() {
            if !names.contains(name), names.count <= 255 { names.append(name) }
            let number = names.firstIndex(of: name) ?? 0
            numbers[Int(SignalName.platform(position).rawValue)] = UInt8(number)
        }
        return numbers
    }
}
