import Consent
import Privacy

/// What a configuration means, for `matglas check`: what leaves the shop, to whom, under which consent.
package struct ConfigurationSummary {
    private let configuration: Configuration
    private var text = ""

    /// The summary in plain words, with every kind of a vendor's fields under every action.
    ///
    /// Throws if a file of the catalogue that the configuration needs has mistakes.
    package static func text(
        _ configuration: Configuration
    ) throws(ConfigurationFault) -> String {
        var summary = ConfigurationSummary(configuration: configuration)
        try summary.write()
        return summary.text
    }

    private init(configuration: Configuration) {
        self.configuration = configuration
    }

    private mutating func write() throws(ConfigurationFault) {
        writeSetting()
        for site in configuration.sites {
            write("")
            write("Site \(site.name), rules \(site.rules.name)")
            write("  hosts: \(site.hosts.joined(separator: ", "))")
            if !site.origins.isEmpty { write("  origins: \(site.origins.joined(separator: ", "))") }
            for line in Self.rateLines(site) + Self.consentLines(site) { write("  \(line)") }
            for destination in configuration.destinations where destination.site == site.name {
                write("")
                try write(destination)
            }
        }
        for intake in configuration.logs {
            write("")
            for line in try Self.lines(intake, of: configuration) { write(line) }
        }
        let warnings = try ConfigurationWarnings.texts(configuration)
        guard !warnings.isEmpty else { return }
        write("")
        write("Mind")
        for warning in warnings { write("  - " + warning) }
    }

    private mutating func write(_ line: String) {
        text += line + "\n"
    }

    private mutating func writeSetting() {
        let listeners = configuration.listeners.map(Self.words).joined(separator: ", ")
        write("\(configuration.file): no mistakes")
        write("")
        write(listeners.isEmpty ? "No events are taken." : "Events arrive at \(listeners).")
        for tls in configuration.listeners.compactMap(\.tls) {
            for line in Self.lines(tls) { write("  \(line)") }
        }
        if let admin = configuration.admin {
            write(Self.adminLine(admin))
            for line in admin.tls.map({ Self.lines($0) }) ?? [] { write("  \(line)") }
        }
        write("State is kept in \(configuration.state).")
        for line in Self.spoolLines(configuration) { write(line) }
        write("Evidence of decisions is kept for \(configuration.evidenceDays) days.")
        for line in Self.frontLines(configuration) + Self.processLines(configuration) {
            write(line)
        }
    }

    // MARK: One destination

    private mutating func write(_ destination: DestinationConfiguration) throws(ConfigurationFault)
    {
        let vendor = try configuration.vendor(of: destination)
        write("  Destination \(destination.name) (\(destination.vendor))")
        for endpoint in vendor.endpoints {
            write(
                "    takes \(endpoint.methods.joined(separator: " and ")) \(destination.mount)\(endpoint.path)"
            )
        }
        for line in Self.scriptLines(destination, of: vendor) { write("    \(line)") }
        if let batch = vendor.batch, destination.forwards {
            write("    events that wait may be sent together, at most \(batch.most) in a request")
        }
        write("    needs consent for \(Self.list(destination.needs.map(\.rawValue)))")
        if vendor.hasStreams {
            write(
                destination.allowsOpaque
                    ? "    streams that no map can name: pass UNREAD with consent, NOT anonymized"
                    : "    streams that no map can name (recordings): blocked and counted")
        }
        let kinds = Self.kinds(of: vendor)
        for group in Self.groups(of: destination) {
            write("    \(Self.words(for: group.states)):")
            try write(group.action, of: destination, kinds: kinds)
        }
        if !destination.urlParameters.isEmpty {
            let names = destination.urlParameters.joined(separator: ", ")
            write("    parameters of page addresses kept besides campaigns: \(names)")
        }
    }

    private mutating func write(
        _ action: ConsentAction, of destination: DestinationConfiguration, kinds: [Kind]
    ) throws(ConfigurationFault) {
        let upstream = destination.upstream?.description ?? "its upstream"
        switch action {
        case .forward, .forwardAnonymous: write("      leaves the shop, to \(upstream)")
        case .aggregate: write("      counted in the shop's own statistics; nothing leaves")
        case .drop: write("      dropped; nothing leaves and nothing is counted")
        }
        guard let profile = try configuration.profile(of: action, at: destination) else { return }
        let rows = kinds.map { (kind: $0, treatment: profile.treatment(of: $0)) }
        let kept = rows.filter { $0.treatment.isKeeping }.map(\.kind.rawValue)
        let removed = rows.filter { $0.treatment == .remove }.map(\.kind.rawValue)
        write("      profile \(profile.name)")
        if !kept.isEmpty { write("        kept as it is: \(kept.joined(separator: ", "))") }
        var changes: [(words: String, kinds: [String])] = []
        for row in rows where row.treatment != .remove && !row.treatment.isKeeping {
            let words = row.treatment.words(pseudonyms: profile.pseudonyms)
            if let known = changes.firstIndex(where: { $0.words == words }) {
                changes[known].kinds.append(row.kind.rawValue)
            } else {
                changes.append((words, [row.kind.rawValue]))
            }
        }
        for change in changes {
            write("        \(change.kinds.joined(separator: ", ")): \(change.words)")
        }
        if !removed.isEmpty { write("        removed: \(removed.joined(separator: ", "))") }
    }

    // MARK: Words

    /// The states of consent that lead to one action, from full to none.
    private static func groups(
        of destination: DestinationConfiguration
    ) -> [(action: ConsentAction, states: [DestinationDecision.Coverage])] {
        var groups: [(action: ConsentAction, states: [DestinationDecision.Coverage])] = []
        let hasSeveral = destination.needs.count > 1
        for state in DestinationDecision.Coverage.allCases where state != .refused {
            let isPartly = state == .partlyDenied || state == .partlyUnknown
            guard hasSeveral || !isPartly else { continue }
            let action = destination.actions.action(for: state)
            if let known = groups.firstIndex(where: { $0.action == action }) {
                groups[known].states.append(state)
            } else {
                groups.append((action, [state]))
            }
        }
        return groups
    }

    private static func words(for states: [DestinationDecision.Coverage]) -> String {
        let words = states.map { state in
            switch state {
            case .granted: "consent given"
            case .partlyUnknown: "consent given for a part, the rest not asked"
            case .partlyDenied: "consent given for a part, the rest refused"
            case .denied: "consent refused"
            case .unknown: "no signal of consent"
            case .refused: "this tool refused"
            }
        }
        let isPartly = states.contains(.partlyDenied) && states.contains(.partlyUnknown)
        if isPartly, states.count == 2 { return "consent given for a part" }
        if isPartly, states.count == 3, states.contains(.granted) {
            return "consent given, or given for a part"
        }
        let isWhole =
            states.contains(.granted) && states.contains(.denied)
            && states.contains(.unknown)
        return isWhole ? "whatever the visitor chose" : list(words, last: "or")
    }

    static func list(_ words: [String], last: String = "and") -> String {
        guard let end = words.last, words.count > 1 else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " \(last) " + end
    }

    /// The kinds that the fields of a vendor have, and `unknown` for the fields that no map names.
    static func kinds(of vendor: VendorDefinition) -> [Kind] {
        var found: Set<Kind> = [.unknown]
        func collect(_ fields: [FieldDefinition]) {
            for field in fields {
                if let kind = field.kind { found.insert(kind) }
                collect(field.fields)
            }
        }
        collect(vendor.map.fields)
        collect(vendor.headers)
        for endpoint in vendor.endpoints {
            collect((endpoint.query ?? []) + (endpoint.fields ?? []))
        }
        return Kind.allCases.filter(found.contains)
    }
}

extension VendorDefinition {
    /// Whether a part of what the vendor's clients send cannot be read field by field.
    var hasStreams: Bool {
        func holds(_ fields: [FieldDefinition]) -> Bool {
            fields.contains { $0.kind == .opaque || holds($0.fields) }
        }
        return holds(map.fields)
            || endpoints.contains { $0.body.contains(.opaque) || holds($0.fields ?? []) }
    }
}
