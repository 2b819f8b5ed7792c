import Privacy

extension ConfigurationReader {
    /// Whether a destination serves the vendor's files, and under which ids.
    func readScripts(
        _ node: YAMLNode, vendor: VendorDefinition?,
        into destination: inout DestinationConfiguration
    ) {
        destination.servesScripts =
            node["scripts"].flatMap { reader.flag($0, of: "scripts") } ?? false
        destination.scriptIDs = node["script-ids"].map(scriptIDs) ?? []
        if let ids = node["script-ids"], !destination.servesScripts {
            mistakes.add(ids.line, "script-ids has no effect without scripts: true")
        }
        guard destination.servesScripts, let vendor, let line = node["scripts"]?.line else {
            return
        }
        if vendor.scripts.isEmpty {
            mistakes.add(
                line, "scripts has no effect: the map of \(vendor.name) names no script")
        }
        if vendor.scripts.contains(where: { $0.source == .upstream }), node["upstream"] == nil {
            mistakes.add(
                line,
                "the scripts of \(vendor.name) come from the upstream, and there is none; expected upstream: https://HOST"
            )
        }
        if vendor.scripts.contains(where: \.asksForSite), node["script-ids"] == nil {
            mistakes.add(
                line,
                "missing key \"script-ids\" in a destination that serves the scripts of \(vendor.name); expected the ids that its pages load, such as [G-TEST000001]"
            )
        }
    }

    private func scriptIDs(_ node: YAMLNode) -> [String] {
        let expected = "a list of ids such as [G-TEST000001]"
        var ids: [String] = []
        for node in reader.list(node, of: "script-ids", expected: expected) ?? [] {
            guard let text = reader.text(node, of: "script-ids", expected: expected) else {
                continue
            }
            if !ScriptTemplate.isValue(Array(text.utf8).span) {
                mistakes.add(
                    node.line,
                    "script-ids holds \(node.form); expected letters, digits, . _ -, at most \(ScriptTemplate.longestValue)"
                )
            } else if ids.contains(text) {
                mistakes.add(node.line, "script-ids names \(Wording.quoted(text)) twice")
            } else {
                ids.append(text)
            }
        }
        return ids
    }

    /// A file and a destination that serves it.
    struct TakenScript {
        let template: ScriptTemplate
        let script: ScriptDefinition
        let owner: DestinationConfiguration

        /// Whether both are the same file, which two maps of one company may name.
        func isFile(_ other: ScriptDefinition, of destination: DestinationConfiguration) -> Bool {
            script.path == other.path && script.source == other.source
                && script.source != .upstream && owner.mount == destination.mount
        }
    }

    /// Reports files whose paths belong to events of the same site, or to another vendor's files.
    func checkScripts(_ destinations: [DestinationConfiguration], sites: [Site]) {
        var taken: [TakenScript] = []
        for destination in destinations where destination.servesScripts {
            guard let vendor = try? catalog.vendor(named: destination.vendor) else { continue }
            for script in vendor.scripts {
                let path = destination.mount + script.path
                let template = ScriptTemplate(path)
                let owner = endpointOwner(at: template, of: destination, among: destinations)
                let other =
                    taken.first {
                        $0.owner.site == destination.site && $0.owner.vendor != destination.vendor
                            && $0.template.overlaps(template)
                            && !$0.isFile(script, of: destination)
                    }?.owner ?? owner
                let page = sites.first { $0.name == destination.site }?.consent.page
                if let other {
                    mistakes.add(
                        destination.line,
                        "the script \(path) already belongs to \(Wording.quoted(other.name)) (line \(other.line)); expected a mount"
                    )
                } else if let page, template.blanks(of: Array(page.utf8).span) != nil {
                    mistakes.add(
                        destination.line,
                        "the script \(path) is the page for choices of the site; expected a mount")
                }
                taken.append(
                    TakenScript(template: template, script: script, owner: destination))
            }
        }
    }

    private func endpointOwner(
        at template: ScriptTemplate, of destination: DestinationConfiguration,
        among destinations: [DestinationConfiguration]
    ) -> DestinationConfiguration? {
        destinations.first { other in
            guard other.site == destination.site,
                let vendor = try? catalog.vendor(named: other.vendor).adapted(to: other)
            else { return false }
            return vendor.endpoints.contains {
                $0.answersScripts(at: template, mount: other.mount)
            }
        }
    }
}

extension ScriptDefinition {
    /// Whether what is asked for names the shop's own account.
    var asksForSite: Bool {
        query.contains { $0.rule == .site } || ScriptTemplate(path).asksForSite
    }
}
