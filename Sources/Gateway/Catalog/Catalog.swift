import Foundation
package import Privacy

/// Vendor maps, profiles, log formats, and what is known of consent: those inside the binary, and the
/// shop's own over them.
///
/// Files are read when they are asked for, so that a command pays only for what it uses.
package struct Catalog: Sendable {
    /// The kinds of file, by their folders.
    enum Folder: String, CaseIterable {
        case vendors
        case profiles
        case logFormats = "log-formats"
        case platforms
        case services
        case rules
    }

    /// Files of the shop, by catalogue path such as `vendors/matomo.yaml`; they win over embedded ones.
    private(set) var overrides: [String: String] = [:]

    /// What was read before, so that a file is read once however often it is asked for.
    private let memory = CatalogMemory()

    /// The catalogue inside the binary.
    package init() {}

    /// The catalogue with the files of a folder laid over it.
    ///
    /// The folder has the shape of `config/`: `vendors/`, `profiles/`, `platforms/` and so on, each with
    /// `NAME.yaml`. Refused: a folder that does not exist or has none of them.
    package static func overridden(by folder: String) -> Result<Catalog, ConfigurationFault> {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            return .failure(.missing(path: folder))
        }
        var catalog = Catalog()
        var hasFolder = false
        for kind in Folder.allCases {
            let path = "\(folder)/\(kind.rawValue)"
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                continue
            }
            hasFolder = true
            for name in names where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
                catalog.overrides["\(kind.rawValue)/\(name)"] = "\(path)/\(name)"
            }
        }
        guard hasFolder else {
            let expected = Wording.oneOf(Folder.allCases.map(\.rawValue))
            return .failure(.unreadable(path: folder, reason: "has no folder \(expected)"))
        }
        return .success(catalog)
    }

    // MARK: What there is

    /// Names of the vendors with a field map, sorted.
    package var vendorNames: [String] { names(in: .vendors) }
    /// Names of the profiles, sorted.
    package var profileNames: [String] { names(in: .profiles) }
    /// Names of the log formats, sorted.
    package var logFormatNames: [String] {
        let tables = LogFormatSyntax.allCases.map(\.tableName)
        return names(in: .logFormats).filter { !tables.contains($0) }
    }

    /// A vendor's wire protocol.
    package func vendor(named name: String) throws(ConfigurationFault) -> VendorDefinition {
        try read(.vendors, name: name, subject: "vendor") {
            VendorReader(mistakes: $0).read($1, name: name)
        }
    }

    /// The treatments of a profile.
    package func profile(named name: String) throws(ConfigurationFault) -> Profile {
        try read(.profiles, name: name, subject: "profile") {
            ProfileReader(mistakes: $0).read($1, name: name)
        }
    }

    /// A log format by name, with the formats of other files that the name stands for as well.
    package func logFormat(named name: String) throws(ConfigurationFault) -> LogFormatDefinition {
        var format = try ownLogFormat(named: name)
        for other in format.also where other != name {
            format.alternatives.append(try ownLogFormat(named: other))
        }
        return format
    }

    /// A log format by name, without those of other files: for a choice among all of them.
    ///
    /// A wrapper has those with it whose programs' messages it reads.
    package func ownLogFormat(
        named name: String
    ) throws(ConfigurationFault) -> LogFormatDefinition {
        var format = try readLogFormat(name)
        for text in format.wrapping?.textNames ?? [] where text != name {
            format.wrapping?.texts.append(try readLogFormat(text))
        }
        return format
    }

    private func readLogFormat(_ name: String) throws(ConfigurationFault) -> LogFormatDefinition {
        guard logFormatNames.contains(name) else {
            throw .unknownName(subject: "log format", name: name, known: logFormatNames)
        }
        return try read(.logFormats, name: name, subject: "log format") {
            LogFormatReader(mistakes: $0).read($1, name: name)
        }
    }

    /// A log format of the shop's own, in a file that is not of the catalogue.
    package func logFormat(at path: String) throws(ConfigurationFault) -> LogFormatDefinition {
        let file = path.split(separator: "/").last ?? ""
        let name = String(file.hasSuffix(".yaml") ? file.dropLast(".yaml".count) : file)
        return try read(try TextFile.read(path).get(), file: path) {
            LogFormatReader(mistakes: $0, isOwn: true).read($1, name: name)
        }
    }

    /// The kinds of every directive or variable that a server's format string may have.
    package func columnTable(
        of syntax: LogFormatSyntax
    ) throws(ConfigurationFault) -> LogColumnTable {
        try read(.logFormats, name: syntax.tableName, subject: "table") {
            LogFormatReader(mistakes: $0).readTable($1, name: syntax.tableName, syntax: syntax)
        }
    }

    /// The file of a log format.
    func logFormatFile(named name: String) -> String {
        let path = "\(Folder.logFormats.rawValue)/\(name).yaml"
        return overrides[path] ?? "config/\(path)"
    }

    /// The file of the table that gives the columns of a server's format string their kinds.
    func tableFile(of syntax: LogFormatSyntax) -> String {
        let path = "\(Folder.logFormats.rawValue)/\(syntax.tableName).yaml"
        return overrides[path] ?? "config/\(path)"
    }

    /// A text of `config/` inside the binary, such as a page of the demonstration shop.
    package static func embeddedText(at path: String) -> String? {
        EmbeddedCatalog.files.first { "\($0.path)" == path }.map { "\($0.text)" }
    }

    /// The files of the demonstration shop, by name.
    package var demonstrationFiles: [(name: String, text: String)] {
        EmbeddedCatalog.files.compactMap { file in
            let path = "\(file.path)"
            guard path.hasPrefix("demo/") else { return nil }
            return (String(path.dropFirst("demo/".count)), "\(file.text)")
        }
    }

    /// Catalogue paths of everything embedded, sorted.
    package static var embeddedPaths: [String] { EmbeddedCatalog.files.map { "\($0.path)" } }

    // MARK: Reading

    /// Vendor maps repeat parts of a record under several names; aliases of aliases they have few.
    private static let mostAliases = 160

    /// Mistakes in the shop's own files, each read whole.
    var mistakesInOverrides: [ConfigurationMistake] {
        var mistakes: [ConfigurationMistake] = []
        for path in overrides.keys.sorted() {
            let parts = path.dropLast(".yaml".count).split(separator: "/", maxSplits: 1)
            let name = String(parts[1])
            do throws(ConfigurationFault) {
                switch Folder(rawValue: String(parts[0])) {
                case .vendors: _ = try vendor(named: name)
                case .profiles: _ = try profile(named: name)
                case .logFormats:
                    if let syntax = LogFormatSyntax.allCases.first(where: { $0.tableName == name })
                    {
                        _ = try columnTable(of: syntax)
                    } else {
                        _ = try logFormat(named: name)
                    }
                case .platforms: _ = try platform(named: name)
                case .services: _ = try serviceFile(named: name)
                case .rules: _ = try consentRules(named: name)
                case nil: break
                }
            } catch {
                mistakes += error.mistakes
            }
        }
        return mistakes
    }

    func names(in folder: Folder) -> [String] {
        let prefix = folder.rawValue + "/"
        let paths = Set(Self.embeddedPaths).union(overrides.keys)
        return paths.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".yaml") }
            .map { String($0.dropFirst(prefix.count).dropLast(".yaml".count)) }
            .sorted()
    }

    func read<Definition: Sendable>(
        _ folder: Folder, name: String, subject: String, isKept: Bool = true,
        with reader: (MistakeList, YAMLNode) -> Definition?
    ) throws(ConfigurationFault) -> Definition {
        let path = "\(folder.rawValue)/\(name).yaml"
        if isKept, let known: Definition = memory.definition(of: path) { return known }
        let text: String
        var file = "config/\(path)"
        if let override = overrides[path] {
            file = override
            text = try TextFile.read(override).get()
        } else if let embedded = Self.embeddedText(at: path) {
            text = embedded
        } else {
            throw .unknownName(subject: subject, name: name, known: names(in: folder))
        }
        let definition = try read(text, file: file, with: reader)
        if isKept { memory.keep(definition, of: path) }
        return definition
    }

    private func read<Definition>(
        _ text: String, file: String, with reader: (MistakeList, YAMLNode) -> Definition?
    ) throws(ConfigurationFault) -> Definition {
        let mistakes = MistakeList(file: file)
        var composer = YAMLComposer(mistakes: mistakes)
        composer.mostAliases = Self.mostAliases
        guard let root = composer.compose(text) else {
            throw .mistakes(mistakes.sorted)
        }
        let definition = reader(mistakes, root)
        try mistakes.throwIfAny()
        guard let definition else {
            throw .mistakes([ConfigurationMistake(file: file, line: 1, message: "cannot be used")])
        }
        return definition
    }
}

extension ConfigurationFault {
    /// The fault as mistakes, to stand among those of another file.
    var mistakes: [ConfigurationMistake] {
        switch self {
        case .mistakes(let mistakes): mistakes
        case .missing(let path):
            [ConfigurationMistake(file: path, line: 1, message: "no such file")]
        case .unreadable(let path, let reason):
            [ConfigurationMistake(file: path, line: 1, message: reason)]
        case .unknownName:
            [ConfigurationMistake(file: "config", line: 1, message: description)]
        }
    }
}

extension LogFormatSyntax {
    /// The file that gives every directive or variable its kind.
    var tableName: String {
        switch self {
        case .apache: "apache-directives"
        case .nginx: "nginx-variables"
        }
    }
}
