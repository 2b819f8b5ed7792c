import Gateway
import Intake
import Privacy

/// What the options of `matglas logs` mean together.
extension Logs {
    /// Everything that is wrong with the options themselves, one sentence each.
    var optionMistakes: [String] {
        var mistakes: [String] = []
        if let ipv4Prefix, !(0...32).contains(ipv4Prefix) {
            mistakes.append("--ipv4-prefix is \(ipv4Prefix); expected 0 to 32")
        }
        if let ipv6Prefix, !(0...128).contains(ipv6Prefix) {
            mistakes.append("--ipv6-prefix is \(ipv6Prefix); expected 0 to 128")
        }
        if let jobs, !(1...BatchLimits.mostJobs).contains(jobs) {
            mistakes.append("--jobs is \(jobs); expected 1 to \(BatchLimits.mostJobs)")
        }
        if [output != nil, outputDirectory != nil, inPlace].count(where: { $0 }) > 1 {
            mistakes.append(
                "--output, --output-directory and --in-place exclude each other; expected one")
        }
        if resume != nil, outputDirectory == nil, !inPlace {
            mistakes.append("--resume needs --in-place or --output-directory")
        }
        if (addressTreatment == nil) != (addressKeyFile == nil) {
            mistakes.append("--address-treatment and --address-key-file go together")
        }
        if let addressTreatment, AddressCipher.Method(rawValue: addressTreatment) == nil {
            mistakes.append(
                Wording.unknown(
                    "address treatment", addressTreatment,
                    known: AddressCipher.Method.allCases.map(\.rawValue)))
        }
        if !follow, from != nil || position != nil {
            mistakes.append("--from and --position need --follow")
        }
        if format != nil, logFormat != nil {
            mistakes.append("--format and --log-format exclude each other; expected one")
        }
        if let format {
            let names = LogLineFactory.names(Catalog())
            if !names.contains(format), !LogLineFactory.isPath(format) {
                mistakes.append(Wording.unknown("format", format, known: names))
            }
        }
        return mistakes
    }

    /// The files of the command line, by whichever option they came.
    var inputs: [String] { files + [anonip.input].compactMap { $0 } }

    /// Bits kept of an address: anonip counts those that are cut.
    var prefixes: AddressPrefixes {
        AddressPrefixes(
            ipv4: ipv4Prefix ?? anonip.ipv4Mask.map { 32 - $0 } ?? Self.usualIPv4Prefix,
            ipv6: ipv6Prefix ?? anonip.ipv6Mask.map { 128 - $0 } ?? Self.usualIPv6Prefix,
            sparesPrivate: anonip.skipPrivate)
    }

    private static let usualIPv4Prefix = 24
    private static let usualIPv6Prefix = 48

    var destination: BatchOutput {
        if let output { return .file(output) }
        if let outputDirectory { return .directory(outputDirectory) }
        return inPlace ? .inPlace : .standardOutput
    }

    /// All that decides what becomes of a line, for the journal of `--resume`.
    var settings: [BatchSetting] {
        let prefixes = self.prefixes
        // A format file may change and keep its name.
        let isFile = format.map(LogLineFactory.isPath) ?? false
        var settings = [
            BatchSetting("matglas", Version.current),
            isFile
                ? .file("--format", format ?? "") : BatchSetting("--format", format ?? "auto"),
            BatchSetting("--log-format", logFormat ?? "none"),
            BatchSetting("--profile", (profile ?? .anonymous).rawValue),
            BatchSetting("--ipv4-prefix", "\(prefixes.ipv4)"),
            BatchSetting("--ipv6-prefix", "\(prefixes.ipv6)"),
            BatchSetting("--skip-private", prefixes.sparesPrivate ? "yes" : "no"),
            BatchSetting("--address-treatment", addressTreatment ?? "none"),
            BatchSetting("--unparsed", unparsed.rawValue),
            BatchSetting("--output-directory", outputDirectory ?? "none"),
            BatchSetting("--column", anonip.column.joined(separator: " ")),
            BatchSetting("--delimiter", anonip.delimiter ?? "none"),
            BatchSetting("--replace", anonip.replace ?? "none"),
        ]
        if let format, LogLineFactory.isPath(format) {
            settings.append(.file("--format", format))
        }
        if let addressKeyFile { settings.append(.file("--address-key-file", addressKeyFile)) }
        return settings
    }
}
