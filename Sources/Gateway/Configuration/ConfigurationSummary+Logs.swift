import Foundation
import Intake
import Privacy

extension ConfigurationSummary {
    /// One intake of logs in plain words: what is read, what is kept, where it goes.
    static func lines(
        _ intake: LogIntakeConfiguration, of configuration: Configuration
    ) throws(ConfigurationFault) -> [String] {
        var lines = ["Logs \(intake.name)"]
        lines += intake.listeners.map { "  read from syslog over " + words(for: $0) }
        lines += intake.files.map { "  read from \($0) as it grows, across rotation" }
        if !intake.files.isEmpty {
            lines.append(
                intake.start == .beginning
                    ? "    a file that is new here is read from its first line"
                    : "    a file that is new here is read from its end")
        }
        lines.append("  lines are \(format(intake))")
        lines.append(
            intake.unparsed == .drop
                ? "  a line that fits no format is dropped and counted"
                : "  a line that fits no format is scrubbed: detectors, and every address cut")
        lines += try treatment(intake, of: configuration).map { "  " + $0 }
        lines += intake.outputs.map { "  written to \($0)" }
        lines += intake.servers.map { server in
            "  sent to \(server)" + (server.transport == .tls ? "" : ", unencrypted")
        }
        if intake.countsPages, let name = intake.site {
            let own = configuration.logHosts(of: intake)
            lines.append(
                "  page views are counted for site \(name), as \(intake.name); bots are set apart")
            lines.append("    pages of: \(own.joined(separator: ", "))")
        }
        return lines
    }

    private static func words(for listener: LogListener) -> String {
        var text = "\(listener.transport.rawValue.uppercased()) at \(listener.address)"
        if let authority = listener.clientAuthority {
            text += ", from clients with a certificate of \(authority)"
        }
        if !listener.allow.isEmpty {
            text += ", from " + list(listener.allow.map(\.description))
        }
        return text
    }

    private static func format(_ intake: LogIntakeConfiguration) -> String {
        if let string = intake.formatString { return "written as \(string)" }
        return switch intake.format {
        case "auto": "told apart by themselves (format auto)"
        case "text": "free text (format text)"
        default: "of the format \(intake.format)"
        }
    }

    /// What happens to the kinds of values that the formats have.
    private static func treatment(
        _ intake: LogIntakeConfiguration, of configuration: Configuration
    ) throws(ConfigurationFault) -> [String] {
        let profile = try configuration.catalog.profile(named: intake.profile)
        var lines = ["profile \(profile.name)"]
        let kinds = try kinds(of: intake, configuration.catalog)
        var groups: [(words: String, kinds: [String])] = []
        for kind in kinds {
            let words = words(for: profile.logTreatment(of: kind), intake)
            if let known = groups.firstIndex(where: { $0.words == words }) {
                groups[known].kinds.append(kind.rawValue)
            } else {
                groups.append((words, [kind.rawValue]))
            }
        }
        for group in groups {
            lines.append("  \(group.kinds.joined(separator: ", ")): \(group.words)")
        }
        return lines
    }

    private static func words(for treatment: Treatment, _ intake: LogIntakeConfiguration) -> String
    {
        switch treatment {
        case .truncateAddress:
            "cut to its first \(intake.ipv4Prefix) bits, of IPv6 to \(intake.ipv6Prefix)"
        case .maskAddresses:
            "addresses inside are cut to \(intake.ipv4Prefix) bits, of IPv6 to \(intake.ipv6Prefix); the rest stays"
        default: treatment.words(pseudonyms: nil)
        }
    }

    /// The kinds that lines of the intake may hold.
    private static func kinds(
        of intake: LogIntakeConfiguration, _ catalog: Catalog
    ) throws(ConfigurationFault) -> [Kind] {
        var definitions: [LogFormatDefinition] = []
        switch intake.choice {
        case .text: return [.freeText]
        case .string(let string, let syntax):
            definitions = [
                try catalog.logFormat(string, syntax: syntax, source: "log-format")
            ]
        case .named(let name): definitions = [try catalog.logFormat(named: name)]
        case .file(let path): definitions = [try catalog.logFormat(at: path)]
        case .auto:
            for name in catalog.logFormatNames {
                definitions.append(try catalog.ownLogFormat(named: name))
            }
        }
        var found: Set<Kind> = [.unknown]
        func collect(_ fields: [FieldDefinition]) {
            for field in fields {
                if let kind = field.kind { found.insert(kind) }
                collect(field.fields)
            }
        }
        for definition in definitions { collect(definition.columns) }
        return Kind.allCases.filter(found.contains)
    }
}

extension Configuration {
    /// The hosts whose pages an intake counts: those of its site, of the site's origins, and its own.
    func logHosts(of intake: LogIntakeConfiguration) -> [String] {
        guard let site = intake.site.flatMap({ site(named: $0) }) else { return intake.hosts }
        let origins = site.origins.compactMap { origin in
            origin.range(of: "://").flatMap {
                Authority.split(String(origin[$0.upperBound...]))?.host
            }
        }
        var hosts: [String] = []
        for host in intake.hosts + site.hosts + origins where !hosts.contains(host) {
            hosts.append(host)
        }
        return hosts
    }
}

extension ConfigurationWarnings {
    /// What deserves a sentence about logs.
    static func logWarnings(_ configuration: Configuration) -> [String] {
        var warnings: [String] = []
        for intake in configuration.logs {
            for listener in intake.listeners where listener.transport != .tls {
                guard case .ip(let address, _) = listener.address, !address.isLoopback else {
                    continue
                }
                warnings.append(
                    "\(intake.name) takes raw lines unencrypted, at \(listener.description).")
            }
            let pems = intake.listeners.flatMap { [$0.certificate, $0.key, $0.clientAuthority] }
            for path in pems.compactMap(\.self) + intake.servers.compactMap(\.authority)
            where !FileManager.default.isReadableFile(atPath: path) {
                warnings.append("\(intake.name) needs \(path), which cannot be read here.")
            }
            if intake.profile == "addresses" {
                warnings.append(
                    "\(intake.name) cuts addresses and leaves everything else, which may be personal (profile: addresses)."
                )
            }
            if intake.countsPages, intake.format == "text", intake.formatString == nil {
                warnings.append(
                    "\(intake.name) counts nothing: free text has no pages (format: text).")
            }
        }
        return warnings
    }
}
