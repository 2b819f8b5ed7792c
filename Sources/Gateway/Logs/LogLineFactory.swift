import Decoding
package import Intake
package import Privacy

/// Joins catalogue, profile and options into what reads log files: `matglas logs`.
package enum LogLineFactory {
    /// Which format lines are written in.
    package enum Choice: Sendable {
        /// Decided for each file from its first lines.
        case auto
        /// A format of the catalogue, such as `combined`.
        case named(String)
        /// A format file of the shop's own, by its path.
        case file(String)
        /// A server's own format string.
        case string(String, LogFormatSyntax)
        /// Free text: the detectors alone.
        case text

        /// What `--format` says: a path if it has a slash or ends in `.yaml`, else a name.
        package init(word: String?) {
            switch word {
            case nil, "auto": self = .auto
            case "text": self = .text
            case .some(let word):
                self = LogLineFactory.isPath(word) ? .file(word) : .named(word)
            }
        }
    }

    /// Names that `--format` takes.
    package static func names(_ catalog: Catalog) -> [String] {
        ["auto"] + catalog.logFormatNames + ["text"]
    }

    /// Whether a word after `--format` is the path of a file.
    package static func isPath(_ word: String) -> Bool {
        word.contains("/") || word.hasSuffix(".yaml")
    }

    /// Compiles the formats of `choice` under `profile` and gives what starts a worker for a file.
    ///
    /// Throws for an unknown name and for every mistake in a format string or a format file. The
    /// formats that `auto` chooses from are read when a line looks like them.
    package static func make(
        _ choice: Choice, catalog: Catalog, profile name: String, policy: UnparsedPolicy,
        prefixes: AddressPrefixes, addressEncryption: AddressEncryption? = nil
    ) throws(ConfigurationFault) -> LineAnonymizerFactory {
        var profile = try catalog.profile(named: name)
        let options = EngineOptions(prefixes: prefixes, addressEncryption: addressEncryption)
        if addressEncryption != nil { profile.logs[.ip] = .encryptAddress }
        if case .text = choice {
            return { _ throws(UnrecognisedFormat) in
                LineFormat(name: "text") {
                    LogLines(formats: [], policy: policy, options: options)
                }
            }
        }
        let named = try formats(of: choice, catalog: catalog, profile: profile)
        let shelf = LogFormatShelf(catalog, profile: profile)
        let needsCandidates = named.isEmpty || named.contains { $0.isWrapper }
        let candidates = needsCandidates ? shelf.candidates : []
        return { sample throws(UnrecognisedFormat) in
            let found =
                named.isEmpty
                ? LogFormatChooser.choose(among: candidates, for: sample)
                : LogFormatChooser.choose(named: named, among: candidates, for: sample)
            return LineFormat(
                name: found.name ?? "auto", needsOrder: found.needsOrder,
                notice: named.isEmpty
                    ? found.name.map { "read as \($0)" }
                        ?? "in no known format; lines that fit none are treated as --unparsed says"
                    : nil
            ) {
                LogLines(
                    formats: found.formats, inner: found.inner, policy: policy, options: options)
            }
        }
    }

    /// The formats of a choice, the one that was asked for first; none for `auto`.
    ///
    /// Behind a format of JSON stands that for any object: a server writes lines of several kinds
    /// into one log, and what no map names leaves in any case.
    static func formats(
        of choice: Choice, catalog: Catalog, profile: Profile
    ) throws(ConfigurationFault) -> [CompiledLogFormat] {
        let definition: LogFormatDefinition
        switch choice {
        case .auto, .text: return []
        case .named(let name): definition = try catalog.logFormat(named: name)
        case .file(let path): definition = try catalog.logFormat(at: path)
        case .string(let string, let syntax):
            definition = try catalog.logFormat(string, syntax: syntax, source: "--log-format")
        }
        let format = try compile(definition, profile)
        guard definition.codec == .json, !definition.members.isEmpty,
            definition.name != LogFormatOrder.anyObject
        else { return [format] }
        let anyObject = try catalog.logFormat(named: LogFormatOrder.anyObject)
        return [format, try compile(anyObject, profile)]
    }

    static func compile(
        _ definition: LogFormatDefinition, _ profile: Profile
    ) throws(ConfigurationFault) -> CompiledLogFormat {
        do throws(LogFormatFault) {
            return try CompiledLogFormat(definition, profile: profile)
        } catch {
            throw .mistakes([
                ConfigurationMistake(file: definition.file, line: 1, message: error.message)
            ])
        }
    }
}
