import Bytes
import Consent
import Privacy

/// What a site says about its visitors' choices: `consent:`.
extension ConfigurationReader {
    private static let consentKeys = [
        "signals", "cookies", "categories", "revisions", "trust-events", "page", "cookie-domain",
        "asks", "minors", "shop-name", "policy", "languages", "grant-days", "do-not-track",
        "global-privacy-control", "grant-beats-global-privacy-control", "us-opt-out",
    ]

    /// Reads `consent:` of a site into its rules and settings.
    func readConsent(_ node: YAMLNode, into site: inout Site) {
        guard reader.checkKeys(node, of: "consent", required: [], optional: Self.consentKeys) else {
            return
        }
        RulesReader(mistakes: mistakes).apply(node, to: &site.rules)
        if let cookies = node["cookies"] { site.consent.cookies = ownCookies(cookies) }
        let platforms = knownPlatforms + site.consent.cookies.map(\.name)
        if let signals = node["signals"] {
            site.consent.signals = self.signals(signals, platforms: platforms)
        }
        if let categories = node["categories"] {
            site.consent.categories = PlatformReader(mistakes: mistakes)
                .readCategories(categories, platforms: platforms)
        }
        if let revisions = node["revisions"] {
            site.consent.revisions = PlatformReader(mistakes: mistakes)
                .readRevisions(revisions, platforms: platforms)
        }
        if let flag = node["trust-events"].flatMap({ reader.flag($0, of: "trust-events") }) {
            site.consent.trustsEvents = flag
        }
        if let page = node["page"] { site.consent.page = self.page(page) }
        if let domain = node["cookie-domain"] {
            site.consent.cookieDomain = cookieDomain(domain, hosts: site.hosts)
        }
        if let asks = node["asks"].flatMap({ reader.words($0, of: "asks", as: Asked.self) }) {
            site.consent.asks = asks.compactMap { Purpose(rawValue: $0.rawValue) }
        }
        if let name = node["shop-name"].flatMap({ reader.text($0, of: "shop-name") }) {
            site.consent.shopName = name
        }
        if let policy = node["policy"] { site.consent.policy = self.policy(policy) }
        if let languages = node["languages"].flatMap({
            reader.words($0, of: "languages", as: ConsentLanguage.self)
        }) {
            site.consent.languages = languages
        }
        if let minors = node["minors"] { site.consent.minors = self.minors(minors) }
    }

    // MARK: Signals

    /// Names of the platforms of the catalogue.
    private var knownPlatforms: [String] { catalog.platformNames }

    private func ownCookies(_ node: YAMLNode) -> [PlatformDefinition] {
        let expected = "a list of cookies such as - name: my_consent"
        var definitions: [PlatformDefinition] = []
        for node in reader.list(node, of: "cookies", expected: expected) ?? [] {
            let usual = "own-\(definitions.count + 1)"
            if let definition = PlatformReader(mistakes: mistakes).readOwn(node, name: usual) {
                definitions.append(definition)
            }
        }
        return definitions
    }

    private func signals(_ node: YAMLNode, platforms: [String]) -> [String]? {
        let known = SignalName.knownNames.dropFirst() + platforms
        var names: [String] = []
        for node in reader.list(node, of: "signals", expected: "a list such as [cookiebot, tcf]")
            ?? []
        {
            guard let name = reader.text(node, of: "signals") else { continue }
            if names.contains(name) {
                mistakes.add(node.line, "signals names \(Wording.quoted(name)) twice")
            } else if known.contains(name) {
                names.append(name)
            } else {
                mistakes.add(node.line, Wording.unknown("signal", name, known: Array(known)))
            }
        }
        return names
    }

    // MARK: The page

    /// What visitors can be asked for.
    private enum Asked: String, CaseIterable {
        case preferences, statistics, marketing
    }

    /// Reports pages that no visitor could reach, because a destination has the path.
    func checkPages(_ sites: [Site], _ destinations: [DestinationConfiguration]) {
        for site in sites {
            guard let page = site.consent.page else { continue }
            for destination in destinations where destination.site == site.name {
                guard let vendor = try? catalog.vendor(named: destination.vendor) else { continue }
                let takes = vendor.adapted(to: destination).endpoints.contains {
                    PathTemplate(destination.mount + $0.path).matches(Array(page.utf8).span)
                }
                guard takes else { continue }
                mistakes.add(
                    destination.line,
                    "\(page) is the page on which visitors of \(site.name) choose; expected another path here or for consent: page"
                )
            }
        }
    }

    /// A path, or `off`.
    private func page(_ node: YAMLNode) -> String? {
        let expected = "a path such as /consent, or off"
        guard let text = reader.text(node, of: "page", expected: expected) else { return nil }
        if text == "off" { return nil }
        let isPath =
            text.hasPrefix("/") && text.count > 1 && !text.contains("//")
            && !text.hasSuffix("/")
            && text.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0))
            } && !text.split(separator: "/").contains { $0 == "." || $0 == ".." }
        if !isPath { mistakes.add(node.line, "page is \(node.form); expected \(expected)") }
        return text
    }

    /// An address of the shop's privacy statement.
    private func policy(_ node: YAMLNode) -> String? {
        let expected = "https://HOST/PATH or a path such as /privacy"
        guard let text = reader.text(node, of: "policy", expected: expected) else { return nil }
        let isLink =
            (text.hasPrefix("https://") || text.hasPrefix("/") && !text.hasPrefix("//"))
            && text.allSatisfy { $0.isASCII && !$0.isWhitespace && !"\"<>\\".contains($0) }
        if !isLink { mistakes.add(node.line, "policy is \(node.form); expected \(expected)") }
        return text
    }

    /// The domain that a cookie may have: a part of every host of the site (RFC 6265, section 5.1.3).
    private func cookieDomain(_ node: YAMLNode, hosts: [String]) -> String? {
        let expected = "a domain that the site's hosts are part of, such as shop.example"
        guard let text = reader.text(node, of: "cookie-domain", expected: expected) else {
            return nil
        }
        guard case .success(let domain) = HostName.read(text), domain.contains("."),
            hosts.contains(where: { $0 == domain || $0.hasSuffix("." + domain) })
        else {
            mistakes.add(node.line, "cookie-domain is \(node.form); expected \(expected)")
            return nil
        }
        return domain
    }

    // MARK: Minors

    private func minors(_ node: YAMLNode) -> MinorRules {
        var rules = MinorRules()
        let places = MinorRules.Signal.Place.allCases.map(\.rawValue)
        guard
            reader.checkKeys(
                node, of: "minors", required: [], optional: places + ["pages"])
        else { return rules }
        for place in MinorRules.Signal.Place.allCases {
            guard let entry = node[place.rawValue],
                reader.checkKeys(entry, of: place.rawValue, required: ["name", "is"]),
                let name = entry["name"].flatMap({ reader.text($0, of: "name") }),
                let values = entry["is"]
            else { continue }
            let expected = "a list of values such as [minor]"
            let texts = (reader.list(values, of: "is", expected: expected) ?? []).compactMap {
                reader.text($0, of: "is", expected: expected)
            }
            rules.signals.append(MinorRules.Signal(place: place, name: name, values: texts))
        }
        if rules.signals.isEmpty, node["pages"] == nil {
            mistakes.add(
                node.line, "minors says nothing; expected \(Wording.oneOf(places + ["pages"]))")
        }
        let expected = "a list of page paths such as [/leeftijd, \"/18-plus*\"]"
        for page in node["pages"].flatMap({ reader.list($0, of: "pages", expected: expected) })
            ?? []
        {
            guard let text = reader.text(page, of: "pages", expected: expected) else { continue }
            if text.hasPrefix("/"), text.dropLast().allSatisfy({ $0 != "*" }) {
                rules.pages.append(text)
            } else {
                mistakes.add(page.line, "pages holds \(page.form); expected \(expected)")
            }
        }
        return rules
    }
}
