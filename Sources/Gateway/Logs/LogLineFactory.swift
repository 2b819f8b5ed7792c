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
        /// A server's own format string.
        case string(String, LogFormatSyntax)
        /// Free text: the detectors alone.
        case text
    }

    /// Names that `--format` takes.
    package static func names(_ catalog: Catalog) -> [String] {
        ["auto"] + catalog.logFormatNames + ["text"]
    }

    /// Compiles the formats of `choice` under `profile` and gives what starts a worker for a file.
    ///
    /// Throws for an unknown name and for every mistake in a format string.
    package static func make(
        _ choice: Choice, catalog: Catalog, profile name: String, policy: UnparsedPolicy,
        prefixes: AddressPrefixes, addressEncryption: AddressEncryption? = nil
    ) throws(ConfigurationFault) -> LineAnonymizerFactory {
        var profile = try catalog.profile(named: name)
        let options = EngineOptions(prefixes: prefixes, addressEncryption: addressEncryption)
        if addressEncryption != nil { profile.logs[.ip] = .encryptAddress }
        var formats: [CompiledLogFormat] = []
        switch choice {
        case .text:
            break
        case .string(let string, let syntax):
            let definition = try catalog.logFormat(string, syntax: syntax, source: "--log-format")
            formats = [try compile(definition, profile)]
        case .named(let name):
            formats = [try compile(catalog.logFormat(named: name), profile)]
        case .auto:
            for name in catalog.logFormatNames {
                let definition = try catalog.logFormat(named: name)
                if definition.isNamedOnly { continue }
                formats.append(try compile(definition, profile))
            }
        }
        let known = formats
        guard case .auto = choice else {
            return { _ throws(UnrecognisedFormat) in
                LineFormat(name: known.first?.name ?? "text") {
                    LogLines(formats: known, policy: policy, options: options)
                }
            }
        }
        return { sample throws(UnrecognisedFormat) in
            let found = LogFormatChooser.order(known, for: sample)
            let name = found.isRecognised ? found.formats.first?.name : nil
            return LineFormat(name: name ?? "auto") {
                LogLines(formats: found.formats, policy: policy, options: options)
            }
        }
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
