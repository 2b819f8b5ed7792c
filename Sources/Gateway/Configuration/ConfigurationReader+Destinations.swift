import Consent
import Privacy
import Transport

extension ConfigurationReader {
    private static let requiredKeys = ["name", "site", "vendor"]
    private static let optionalKeys = [
        "upstream", "needs", "when-granted", "when-partly-granted", "when-denied", "when-unknown",
        "mount", "allow-private", "trusted-roots",
        "url-parameters", "opaque", "addresses", "collision", "paths", "fields", "scripts",
        "script-ids",
    ]

    /// The destinations, with the rules of their sites filled in.
    func destinations(
        _ node: YAMLNode, sites: SiteIndex
    ) -> [DestinationConfiguration] {
        let expected = "a list of destinations such as - name: analytics"
        guard let nodes = reader.list(node, of: "destinations", expected: expected) else {
            return []
        }
        var names: [String: Int] = [:]
        var taken: [TakenPath] = []
        var destinations: [DestinationConfiguration] = []
        for node in nodes {
            guard
                reader.checkKeys(
                    node, of: "a destination", required: Self.requiredKeys,
                    optional: Self.optionalKeys)
            else { continue }
            let name = node["name"].flatMap { self.name($0, of: "destination", taken: &names) }
            let vendor = node["vendor"].flatMap(vendor)
            let destination = destination(node, name: name ?? "", vendor: vendor, sites: sites)
            destinations.append(destination)
            if let vendor { checkOverlap(of: destination, vendor: vendor, with: &taken) }
        }
        return destinations
    }

    private func destination(
        _ node: YAMLNode, name: String, vendor: VendorDefinition?, sites: SiteIndex
    ) -> DestinationConfiguration {
        let site = node["site"].flatMap {
            reader.text($0, of: "site", expected: "the name of a site")
        }
        if let site, sites.rules[site] == nil, sites.isComplete, let value = node["site"] {
            mistakes.add(
                value.line, Wording.unknown("site", site, known: sites.rules.keys.sorted()))
        }
        var destination = DestinationConfiguration(
            name: name, site: site ?? "", vendor: vendor?.name ?? "",
            upstream: node["upstream"].flatMap(upstream),
            needs: node["needs"].flatMap { reader.words($0, of: "needs") } ?? vendor?.needs ?? [],
            whenGranted: .drop, whenDenied: .drop, whenUnknown: .drop,
            mount: node["mount"].flatMap(mount) ?? "",
            allowsPrivateUpstream: node["allow-private"].flatMap {
                reader.flag($0, of: "allow-private")
            } ?? false,
            urlParameters: node["url-parameters"].map(urlParameters) ?? [], line: node.line)
        readActions(node, rules: site.flatMap { sites.rules[$0] } ?? nil, into: &destination)
        destination.allowsOpaque = node["opaque"].flatMap(opaque) ?? false
        destination.collision = node["collision"].flatMap {
            CollisionReader(mistakes: mistakes).read($0)
        }
        destination.addressEncryption = node["addresses"].flatMap(addressEncryption)
        readOwnMap(node, vendor: vendor, into: &destination)
        destination.trustedRoots = node["trusted-roots"].flatMap {
            trustedRoots($0, upstream: destination.upstream)
        }
        readScripts(node, vendor: vendor, into: &destination)
        if destination.forwards, node["upstream"] == nil {
            mistakes.add(
                node.line,
                "missing key \"upstream\" in a destination that forwards; expected https://HOST")
        }
        return destination
    }

    // MARK: Parts

    /// What a destination may say of streams.
    private enum StreamRule: String, CaseIterable {
        case allow
        case block
    }

    private func opaque(_ node: YAMLNode) -> Bool? {
        let rule: StreamRule? = reader.word(node, of: "opaque")
        return rule.map { $0 == .allow }
    }

    /// `{treatment: ipcrypt-pfx, key-file: PATH}`.
    private func addressEncryption(_ node: YAMLNode) -> AddressEncryption? {
        guard
            reader.checkKeys(node, of: "addresses", required: ["treatment", "key-file"]),
            let method: AddressCipher.Method = node["treatment"].flatMap({
                reader.word($0, of: "treatment")
            }),
            let file = node["key-file"],
            let path = reader.text(file, of: "key-file", expected: "the path of a key file")
        else { return nil }
        switch AddressKeyFile.load(path, method: method) {
        case .success(let encryption): return encryption
        case .failure(let fault):
            mistakes.add(file.line, fault.description)
            return nil
        }
    }

    /// The vendor whose paths and fields are the shop's own.
    private static let openVendor = "generic"

    private func readOwnMap(
        _ node: YAMLNode, vendor: VendorDefinition?,
        into destination: inout DestinationConfiguration
    ) {
        for key in ["paths", "fields"] where vendor != nil && vendor?.name != Self.openVendor {
            guard let value = node[key] else { continue }
            mistakes.add(
                value.line,
                "\(key) can be given for the vendor \(Self.openVendor) only; for others lay a file over config/vendors with catalog:"
            )
        }
        if let fields = node["fields"] {
            destination.fields = FieldMapReader(mistakes: mistakes, patterns: .names)
                .fields(fields, of: "fields")
        }
        let expected = "a list of paths such as [/collect]"
        for path in node["paths"].flatMap({
            reader.list($0, of: "paths", expected: expected)
        }) ?? [] {
            guard let text = reader.text(path, of: "paths", expected: expected) else { continue }
            if PathTemplate.isValid(text) {
                destination.paths.append(text)
            } else {
                mistakes.add(path.line, "paths holds \(path.form); expected \(expected)")
            }
        }
    }

    private func vendor(_ node: YAMLNode) -> VendorDefinition? {
        guard let name = reader.text(node, of: "vendor", expected: "the name of a vendor") else {
            return nil
        }
        let mapped = catalog.vendorNames
        guard mapped.contains(name) else {
            mistakes.add(node.line, Wording.unknown("vendor", name, known: mapped))
            return nil
        }
        do throws(ConfigurationFault) {
            return try catalog.vendor(named: name)
        } catch {
            mistakes.adopt(error.mistakes)
            return nil
        }
    }

    /// The written actions, and the site's where none is written.
    ///
    /// An action for a destination of which one need is granted and another is not: what is written
    /// for the other's state wins over the rule set, and nothing leaves that a full grant would hold.
    private func readActions(
        _ node: YAMLNode, rules: ConsentRules?, into destination: inout DestinationConfiguration
    ) {
        func action(_ key: String, _ usual: ConsentAction?) -> ConsentAction {
            if let value = node[key] { return reader.word(value, of: key) ?? .drop }
            if let usual { return usual }
            if let rules {
                mistakes.add(
                    node.line,
                    "missing key \(Wording.quoted(key)) in a destination of a site whose rules are \(rules.name)"
                )
            }
            return .drop
        }
        destination.whenGranted = action("when-granted", rules?.whenGranted)
        destination.whenDenied = action("when-denied", rules?.whenDenied)
        destination.whenUnknown = action("when-unknown", rules?.whenUnknown)
        let key = "when-partly-granted"
        func partly(_ otherKey: String, _ other: ConsentAction) -> ConsentAction {
            if let value = node[key] { return reader.word(value, of: key) ?? .drop }
            guard node[otherKey] == nil, let usual = rules?.whenPartlyGranted else { return other }
            return usual.lowered(to: destination.whenGranted)
        }
        destination.whenPartlyDenied = partly("when-denied", destination.whenDenied)
        destination.whenPartlyUnknown = partly("when-unknown", destination.whenUnknown)
    }

    private func upstream(_ node: YAMLNode) -> Upstream? {
        guard let text = reader.text(node, of: "upstream", expected: "https://HOST") else {
            return nil
        }
        switch Upstream.read(text) {
        case .success(let upstream): return upstream
        case .failure(let mistake):
            mistakes.add(node.line, "the upstream \(node.form) \(Upstream.message(of: mistake))")
            return nil
        }
    }

    /// The file is read here, so that a wrong one stops the start and not the first event.
    private func trustedRoots(_ node: YAMLNode, upstream: Upstream?) -> String? {
        let expected = "the path of a PEM file with the certificates of authorities"
        guard let path = reader.text(node, of: "trusted-roots", expected: expected) else {
            return nil
        }
        if let upstream, !upstream.isEncrypted {
            mistakes.add(
                node.line,
                "trusted-roots has no meaning for the upstream \(upstream); expected https")
        }
        do throws(TLSFault) {
            _ = try TLSContext(rootsFile: path, onlyRootsFile: true)
        } catch {
            mistakes.add(
                node.line,
                error == .rootsUnreadable
                    ? "trusted-roots: \(path) cannot be read, or has no certificate; expected \(expected)"
                    : "trusted-roots: TLS cannot be set up: \(error)")
        }
        return path
    }

    /// A path prefix without escapes, empty segments or dot segments, which clients would rewrite.
    private func mount(_ node: YAMLNode) -> String? {
        let expected = "a path such as /collect, without a final slash"
        guard let text = reader.text(node, of: "mount", expected: expected) else { return nil }
        let segments = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let isPath =
            text.hasPrefix("/")
            && segments.allSatisfy { segment in
                !segment.isEmpty && segment != "." && segment != ".."
                    && segment.allSatisfy {
                        $0.isASCII && ($0.isLetter || $0.isNumber || "-._~".contains($0))
                    }
            }
        guard isPath else {
            mistakes.add(node.line, "mount is \(node.form); expected \(expected)")
            return nil
        }
        return text
    }

    private func urlParameters(_ node: YAMLNode) -> [String] {
        let expected = "a list of query parameters such as [color, size]"
        var names: [String] = []
        for node in reader.list(node, of: "url-parameters", expected: expected, mayBeEmpty: true)
            ?? []
        {
            guard let name = reader.text(node, of: "url-parameters", expected: expected) else {
                continue
            }
            let isName = name.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-._~[]".contains($0))
            }
            if !isName {
                mistakes.add(
                    node.line,
                    "url-parameters holds \(node.form); expected the bare name of a parameter")
            } else if !URLRules.refusedParameters(in: [name]).isEmpty {
                mistakes.add(
                    node.line,
                    "url-parameters keeps \(node.form), which identifies a person or a click; it is always removed"
                )
            } else if names.contains(name) {
                mistakes.add(node.line, "url-parameters names \(Wording.quoted(name)) twice")
            } else {
                names.append(name)
            }
        }
        return names
    }
}
