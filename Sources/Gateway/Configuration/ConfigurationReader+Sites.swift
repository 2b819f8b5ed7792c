import Consent

extension ConfigurationReader {
    /// The sites; each name and host once.
    func sites(_ node: YAMLNode) -> [Site] {
        let expected = "a list of sites such as - name: shop"
        guard let nodes = reader.list(node, of: "sites", expected: expected) else { return [] }
        var sites: [Site] = []
        var names: [String: Int] = [:]
        var owners: [String: (site: String, line: Int)] = [:]
        for node in nodes {
            guard
                reader.checkKeys(
                    node, of: "a site", required: ["name", "hosts"],
                    optional: ["rules", "origins", "rate-limit", "consent"])
            else { continue }
            let name = node["name"].flatMap { self.name($0, of: "site", taken: &names) }
            let rules = node["rules"].map(self.rules) ?? usualRules
            let hosts = node["hosts"].map { self.hosts($0, of: name ?? "", owners: &owners) } ?? []
            let origins = node["origins"].map(origins) ?? []
            var site = Site(
                name: name ?? "", hosts: hosts,
                rules: rules ?? ConsentRules(name: Self.customRules), origins: origins,
                line: node.line)
            if let rate = node["rate-limit"] { readRateLimit(rate, into: &site) }
            if let consent = node["consent"] { readConsent(consent, into: &site) }
            sites.append(site)
        }
        return sites
    }

    /// The names of the sites and their rules, for the destinations to refer to.
    struct SiteIndex {
        /// `nil` where the rules are mistaken.
        var rules: [String: ConsentRules?] = [:]
        /// Whether every site has a usable name; if not, a name that is not found may be one of those.
        var isComplete = true
    }

    /// Reads the index without reporting anything again.
    func siteIndex(_ node: YAMLNode?) -> SiteIndex {
        guard case .list(let nodes) = node?.content else { return SiteIndex(isComplete: false) }
        var index = SiteIndex()
        for node in nodes {
            guard case .text(let name) = node["name"]?.content, Self.isName(name) else {
                index.isComplete = false
                continue
            }
            switch node["rules"]?.content {
            case nil: index.rules[name] = .some(usualRules)
            case .text(let word): index.rules[name] = .some(ruleSet(named: word))
            default: index.rules[name] = .some(nil)
            }
        }
        return index
    }

    // MARK: Rules

    /// The rule set that has no file: every destination says all of its actions.
    static let customRules = "custom"

    private var usualRules: ConsentRules? { ruleSet(named: "be-strict") }

    private func rules(_ node: YAMLNode) -> ConsentRules? {
        let known = catalog.ruleNames + [Self.customRules]
        guard let name = reader.text(node, of: "rules", expected: Wording.oneOf(known)) else {
            return nil
        }
        guard known.contains(name) else {
            mistakes.add(node.line, Wording.unknown("rules", name, known: known))
            return nil
        }
        return ruleSet(named: name)
    }

    /// `nil` for an unknown name, and for a file with mistakes, which are reported with the catalogue.
    private func ruleSet(named name: String) -> ConsentRules? {
        if name == Self.customRules { return ConsentRules(name: name) }
        return try? catalog.consentRules(named: name)
    }

    /// A name of letters, digits, `.`, `-` and `_` that no other has; it stands in reports and metrics.
    func name(_ node: YAMLNode, of subject: String, taken: inout [String: Int]) -> String? {
        guard let name = reader.text(node, of: "name", expected: "a name") else { return nil }
        guard Self.isName(name) else {
            mistakes.add(
                node.line,
                "name is \(node.form); expected at most \(Self.longestName) letters, digits, \".\", \"-\" and \"_\""
            )
            return nil
        }
        if let first = taken[name] {
            mistakes.add(
                node.line,
                "two \(subject)s are named \(Wording.quoted(name)); the first is on line \(first)")
            return nil
        }
        taken[name] = node.line
        return name
    }

    /// Names stand in every metric and every row of the statistics.
    private static let longestName = 64

    private static func isName(_ text: String) -> Bool {
        (1...longestName).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }

    private func hosts(
        _ node: YAMLNode, of site: String, owners: inout [String: (site: String, line: Int)]
    ) -> [String] {
        let expected = "a list of hosts such as [stats.shop.example]"
        var hosts: [String] = []
        for node in reader.list(node, of: "hosts", expected: expected) ?? [] {
            guard let text = reader.text(node, of: "hosts", expected: expected) else { continue }
            switch HostName.read(text) {
            case .failure(let mistake):
                mistakes.add(node.line, "the host \(node.form) \(mistake.message)")
            case .success(let host):
                if let owner = owners[host] {
                    mistakes.add(
                        node.line,
                        "the host \(Wording.quoted(host)) already belongs to site \(Wording.quoted(owner.site)) (line \(owner.line))"
                    )
                } else {
                    owners[host] = (site, node.line)
                    hosts.append(host)
                }
            }
        }
        return hosts
    }

    private func origins(_ node: YAMLNode) -> [String] {
        let expected = "a list of origins such as [https://www.shop.example]"
        var origins: [String] = []
        for node in reader.list(node, of: "origins", expected: expected, mayBeEmpty: true) ?? [] {
            guard let text = reader.text(node, of: "origins", expected: expected) else { continue }
            guard let origin = Self.origin(text) else {
                mistakes.add(
                    node.line,
                    "the origin \(node.form) is none; expected https://HOST or https://HOST:PORT")
                continue
            }
            if origins.contains(origin) {
                mistakes.add(node.line, "origins names \(Wording.quoted(origin)) twice")
            } else {
                origins.append(origin)
            }
        }
        return origins
    }

    /// An origin as browsers send it: lower case, without the scheme's own port (RFC 6454, section 6.2).
    private static func origin(_ text: String) -> String? {
        let lower = text.lowercased()
        for (scheme, usual) in [("https://", UInt16(443)), ("http://", 80)]
        where lower.hasPrefix(scheme) {
            guard let (host, port) = Authority.split(String(lower.dropFirst(scheme.count))),
                case .success(let name) = HostName.read(host), port != 0
            else { return nil }
            return scheme + name + (port == nil || port == usual ? "" : ":\(port ?? usual)")
        }
        return nil
    }
}
