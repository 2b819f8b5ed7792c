import Consent

/// Reads `config/platforms/<name>.yaml`, and an entry of a site's `consent: cookies:`.
///
/// A file describes one platform. Where the platform writes in several ways, the first stands at the top
/// of the file or all of them under `variants`, in the order in which they are tried.
struct PlatformReader {
    let mistakes: MistakeList
    /// Names of services that `tool` may have; `nil` if they are not to be checked.
    var services: [String]?

    var reader: YAMLReader { YAMLReader(mistakes: mistakes) }

    /// Variants of one platform; real ones have one or two, and every visitor pays for each.
    static let mostVariants = 16
    /// Cookies of one variant; the greatest of the catalogue has a dozen.
    static let mostCookies = 24
    /// Choices, conditions and codecs of one variant: every visitor pays for each.
    static let mostRules = 32
    /// Words of one variant; a site with more services than this names them in `config/services`.
    static let mostWords = 256

    /// Keys that a variant shares with a file of one variant.
    static let keys = [
        "required", "choices", "categories", "values", "evidence", "otherwise", "time", "revision",
        "tool", "transparency", "additional", "gpp", "global-privacy-control", "objection", "facts",
    ]

    /// The variants of a platform, in the order in which they are tried.
    ///
    /// `nil` if the file has not even the shape of a platform.
    func read(_ root: YAMLNode, name: String) -> [PlatformDefinition]? {
        guard
            reader.checkKeys(
                root, of: "a platform file", required: ["platform", "sources"],
                optional: ["cookies", "variants"] + Self.keys)
        else { return nil }
        reader.checkName(root["platform"], key: "platform", name: name)
        let sources = root["sources"].map(reader.sources) ?? []
        var definitions: [PlatformDefinition] = []
        if root["cookies"] != nil || root["variants"] == nil {
            if root["cookies"] == nil {
                mistakes.add(root.line, "missing key \"cookies\" in a platform file")
            }
            definitions.append(definition(root, name: name))
        } else if let key = Self.keys.first(where: { root[$0] != nil }), let node = root[key] {
            mistakes.add(
                node.line,
                "\(key) stands beside variants and no cookies; expected it inside each variant")
        }
        let expected = "a list of variants, each with cookies"
        let nodes =
            root["variants"].flatMap {
                reader.list($0, of: "variants", expected: expected)
            } ?? []
        for node in reader.bounded(nodes, to: Self.mostVariants, of: "variants") {
            guard
                reader.checkKeys(
                    node, of: "a variant", required: ["cookies"], optional: Self.keys)
            else { continue }
            definitions.append(definition(node, name: name))
        }
        for index in definitions.indices { definitions[index].sources = sources }
        return definitions
    }

    /// One entry of a site's `consent: cookies:`; `name` is what its statements are called unless it has `platform`.
    ///
    /// It has the keys of a file, and instead of `cookies` it may have those of its only cookie.
    func readOwn(_ node: YAMLNode, name: String) -> PlatformDefinition? {
        let cookieKeys = PlatformCookieReader.keys
        guard
            reader.checkKeys(
                node, of: "a cookie", required: node["cookies"] == nil ? ["name"] : ["cookies"],
                optional: (node["cookies"] == nil ? cookieKeys.filter { $0 != "name" } : [])
                    + ["platform", "sources"] + Self.keys)
        else { return nil }
        var platform = name
        if let node = node["platform"],
            let text = reader.text(node, of: "platform", expected: "a name such as our-banner")
        {
            platform = text
            checkPlatformName(text, line: node.line)
        }
        var definition = definition(node, name: platform)
        if node["cookies"] == nil, node["name"] != nil {
            definition.cookies =
                PlatformCookieReader(mistakes: mistakes).cookie(node).map { [$0] } ?? []
        }
        definition.sources = node["sources"].map(reader.sources) ?? []
        return definition
    }

    // MARK: What a site adds

    /// A site's words by platform: `tealium: {c1: [statistics]}`.
    ///
    /// Reported: names that are not among `platforms`, those of the catalogue and the site's own.
    func readCategories(
        _ node: YAMLNode, platforms: [String]
    ) -> [String: [CategoryDefinition]] {
        let expected = "platforms with words such as tealium: {c1: [statistics]}"
        var found: [String: [CategoryDefinition]] = [:]
        for entry in reader.entries(node, of: "categories", expected: expected) ?? [] {
            checkKnown(entry, platforms)
            found[entry.key] = categories(entry.value)
        }
        return found
    }

    /// The least version of a banner by platform: `orestbida: 3`.
    func readRevisions(_ node: YAMLNode, platforms: [String]) -> [String: Int] {
        let expected = "platforms with versions such as orestbida: 3"
        var found: [String: Int] = [:]
        for entry in reader.entries(node, of: "revisions", expected: expected) ?? [] {
            checkKnown(entry, platforms)
            found[entry.key] = reader.number(entry.value, of: entry.key, in: 0...99_999_999)
        }
        return found
    }

    private func checkKnown(_ entry: YAMLNode.Entry, _ platforms: [String]) {
        guard !platforms.contains(entry.key) else { return }
        mistakes.add(entry.line, Wording.unknown("platform", entry.key, known: platforms))
    }

    // MARK: One variant

    private func definition(_ node: YAMLNode, name: String) -> PlatformDefinition {
        let rules = PlatformRulesReader(mistakes: mistakes)
        var result = PlatformDefinition(name: name)
        result.file = mistakes.file
        result.line = node.line
        result.cookies =
            node["cookies"].map { PlatformCookieReader(mistakes: mistakes).cookies($0) } ?? []
        result.required = node["required"].map { reader.paths($0, of: "required") } ?? []
        result.choices = node["choices"].map(rules.choices) ?? []
        result.categories = node["categories"].map(categories) ?? []
        if let values = node["values"].flatMap({ rules.values($0, of: "values") }) {
            result.values = values
        }
        result.evidence = node["evidence"].map(rules.evidence) ?? []
        result.otherwise =
            node["otherwise"].flatMap { reader.word($0, of: "otherwise") } ?? .unproven
        result.time = node["time"].flatMap(time)
        result.revision = node["revision"].flatMap { reader.path($0, of: "revision") }
        result.tool = node["tool"].flatMap(tool)
        result.transparency = node["transparency"].flatMap { reader.path($0, of: "transparency") }
        result.additional = node["additional"].flatMap { reader.path($0, of: "additional") }
        result.globalPrivacyPlatform = node["gpp"].flatMap { reader.path($0, of: "gpp") }
        result.globalPrivacyControl =
            node["global-privacy-control"].map {
                rules.conditions($0, of: "global-privacy-control")
            } ?? []
        result.objection = node["objection"].map { rules.conditions($0, of: "objection") } ?? []
        result.facts = node["facts"].map(facts) ?? []
        checkMeaning(of: result, node)
        return result
    }

    /// Words and their purposes: `statistics: [statistics]`.
    func categories(_ node: YAMLNode) -> [CategoryDefinition] {
        let expected = "the platform's words with purposes such as analytics: [statistics]"
        let entries = reader.entries(node, of: "categories", expected: expected) ?? []
        var found: [CategoryDefinition] = []
        if entries.count > Self.mostWords {
            mistakes.add(node.line, "categories has more than \(Self.mostWords) words")
        }
        for entry in entries.prefix(Self.mostWords) {
            if found.contains(where: { $0.word.lowercased() == entry.key.lowercased() }) {
                mistakes.add(
                    entry.line,
                    "categories names \(Wording.quoted(entry.key)) twice; case is not regarded")
            }
            reader.checkWritten(entry.key, of: "categories", line: entry.line)
            guard let purposes: [Purpose] = reader.words(entry.value, of: "categories") else {
                continue
            }
            found.append(
                CategoryDefinition(
                    word: entry.key,
                    purposes: purposes.reduce(into: []) { $0.formUnion(PurposeSet($1)) }))
        }
        return found
    }

    private func time(_ node: YAMLNode) -> TimeDefinition? {
        guard reader.checkKeys(node, of: "time", required: ["path", "unit"]),
            let path = node["path"].flatMap({ reader.path($0, of: "path") }),
            let unit: TimeDefinition.Unit = node["unit"].flatMap({ reader.word($0, of: "unit") })
        else { return nil }
        return TimeDefinition(path: path, unit: unit)
    }

    private func tool(_ node: YAMLNode) -> String? {
        let expected = "the name of a service such as matomo"
        guard let text = reader.text(node, of: "tool", expected: expected) else { return nil }
        if let services, !services.contains(text) {
            mistakes.add(node.line, Wording.unknown("tool", text, known: services))
        }
        return text
    }

    /// `NAME: FORM`, or `NAME: {path: PATH, form: FORM}` where the path is not the name.
    private func facts(_ node: YAMLNode) -> [FactDefinition] {
        let expected = "names with forms such as method: plain"
        let entries = reader.entries(node, of: "facts", expected: expected) ?? []
        return entries.compactMap { entry in
            guard case .mapping = entry.value.content else {
                let form: FactDefinition.Form? = reader.word(entry.value, of: "facts")
                return form.map { FactDefinition(name: entry.key, path: entry.key, form: $0) }
            }
            guard reader.checkKeys(entry.value, of: "a fact", required: ["path", "form"]),
                let path = entry.value["path"].flatMap({ reader.path($0, of: "path") }),
                let form: FactDefinition.Form = entry.value["form"].flatMap({
                    reader.word($0, of: "form")
                })
            else { return nil }
            return FactDefinition(name: entry.key, path: path, form: form)
        }
    }

    // MARK: Sense

    private func checkPlatformName(_ name: String, line: Int) {
        let isName =
            name.utf8.count <= 40
            && name.utf8.allSatisfy {
                $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
            }
        if !isName {
            mistakes.add(
                line,
                "platform is \(Wording.quoted(name)); expected lower-case letters, digits and hyphens"
            )
        }
    }

    /// Reports a description by which no value could ever say anything.
    private func checkMeaning(of definition: PlatformDefinition, _ node: YAMLNode) {
        let says =
            !definition.choices.isEmpty || definition.transparency != nil
            || definition.globalPrivacyPlatform != nil || !definition.globalPrivacyControl.isEmpty
            || !definition.objection.isEmpty || node["choices"] != nil || node["evidence"] != nil
            || node["otherwise"] != nil
        if !says {
            mistakes.add(
                node.line,
                "nothing says where the choices stand; expected choices, transparency or evidence")
        }
        let hasWords =
            !definition.categories.isEmpty || node["categories"] != nil
            || definition.choices.allSatisfy { $0.hasServices || !$0.deniedIfAbsent.isEmpty }
        if !definition.choices.isEmpty, !hasWords {
            mistakes.add(
                node.line,
                "no word of the choices has a purpose; expected categories, or services: true")
        }
    }
}
