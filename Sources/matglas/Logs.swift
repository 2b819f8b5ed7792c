import ArgumentParser
import Gateway
import Intake
import Privacy
import Transport

/// `matglas logs`: anonymizes log files or a stream.
struct Logs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Anonymizes log files or a stream, line by line.",
        discussion: """
            Results go to standard output. A line that fits no format is never passed through.
            Truncated addresses are pseudonyms, not anonymous data.

            Examples:
              matglas logs access.log > access.anon.log
              zcat access.log.2.gz | matglas logs --format combined
              matglas logs --output-directory anonymized/ /var/log/nginx/*.log*.gz
              matglas logs --profile addresses --in-place /srv/archive/access.log
              matglas logs --follow --position /var/lib/matglas/access.position \\
                --output /var/log/nginx/access.anon.log /var/log/nginx/access.log
              matglas logs --log-format '%h %l %u %t "%r" %>s %b %D' custom.log
            """)

    @Argument(help: "Log files; '-' or nothing is standard input. Compressed files are recognised.")
    var files: [String] = []

    @Option(help: "The lines' format: \(LogLineFactory.names(Catalog()).joined(separator: ", ")).")
    var format: String?

    @Option(help: "An Apache LogFormat or nginx log_format string.")
    var logFormat: String?

    @Option(help: "What is hidden: anonymous, or addresses (only addresses change).")
    var profile = LogProfile.anonymous

    @Option(name: .customLong("ipv4-prefix"), help: "Bits kept of an IPv4 address.")
    var ipv4Prefix = 24

    @Option(name: .customLong("ipv6-prefix"), help: "Bits kept of an IPv6 address.")
    var ipv6Prefix = 48

    @Option(
        help: """
            Encrypt the client's address instead of cutting it: \(Logs.addressTreatments). These are \
            pseudonyms for those who must join records; addresses elsewhere in a line are cut.
            """)
    var addressTreatment: String?

    @Option(
        help: ArgumentHelp(
            "The key for --address-treatment: hexadecimal digits in a file of mode 0600.",
            valueName: "file"))
    var addressKeyFile: String?

    @Option(help: "What happens to a line that fits no format: scrub, drop or fail.")
    var unparsed = UnparsedPolicy.scrub

    @Option(help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Write each file into this directory.", valueName: "directory"))
    var outputDirectory: String?

    @Flag(help: "Replace each file by its anonymized form.")
    var inPlace = false

    @Flag(
        help: """
            Keep reading as the files grow, across rotation and truncation, until SIGTERM; named \
            pipes too. Lines are appended to the output, which SIGHUP opens again.
            """)
    var follow = false

    @Option(help: "With --follow, where a file is begun: beginning (nothing is lost), or end.")
    var from: FollowStart?

    @Option(
        help: ArgumentHelp(
            "With --follow, keep in this file how far was read, and go on there.",
            valueName: "file"))
    var position: String?

    @Option(help: "How many threads work at once. (default: one per core)")
    var jobs: Int?

    @Option(help: ArgumentHelp("Write a JSON report of counts to this file.", valueName: "file"))
    var report: String?

    func validate() throws {
        guard (0...32).contains(ipv4Prefix) else {
            throw ValidationError("--ipv4-prefix is \(ipv4Prefix); expected 0 to 32")
        }
        guard (0...128).contains(ipv6Prefix) else {
            throw ValidationError("--ipv6-prefix is \(ipv6Prefix); expected 0 to 128")
        }
        if let jobs, !(1...BatchLimits.mostJobs).contains(jobs) {
            throw ValidationError("--jobs is \(jobs); expected 1 to \(BatchLimits.mostJobs)")
        }
        if [output != nil, outputDirectory != nil, inPlace].filter({ $0 }).count > 1 {
            throw ValidationError(
                "--output, --output-directory and --in-place exclude each other; expected one")
        }
        if (addressTreatment == nil) != (addressKeyFile == nil) {
            throw ValidationError("--address-treatment and --address-key-file go together")
        }
        if let addressTreatment, AddressCipher.Method(rawValue: addressTreatment) == nil {
            throw ValidationError(
                Wording.unknown(
                    "address treatment", addressTreatment,
                    known: AddressCipher.Method.allCases.map(\.rawValue)))
        }
        if !follow, from != nil || position != nil {
            throw ValidationError("--from and --position need --follow")
        }
        if format != nil, logFormat != nil {
            throw ValidationError("--format and --log-format exclude each other; expected one")
        }
        if let format {
            let names = LogLineFactory.names(Catalog())
            guard names.contains(format) else {
                throw ValidationError(Wording.unknown("format", format, known: names))
            }
        }
    }

    func run() throws {
        let factory: LineAnonymizerFactory
        let encryption = try addressEncryption()
        do {
            factory = try LogLineFactory.make(
                choice, catalog: Catalog(), profile: profile.rawValue, policy: unparsed,
                prefixes: AddressPrefixes(ipv4: ipv4Prefix, ipv6: ipv6Prefix),
                addressEncryption: encryption)
        } catch {
            Loading.report("matglas: \(error.description)")
            throw ExitCode(logFormat == nil ? error.exitCode : ExitStatus.usage)
        }
        let options = BatchOptions(
            inputs: files, output: destination, unparsed: unparsed,
            jobs: jobs ?? LaneGroup.coreCount, reportPath: report, follow: follow,
            followStart: from ?? .beginning, positionPath: position)
        throw ExitCode(BatchRun.run(options, treatedKinds: Kind.names, factory: factory))
    }

    private static let addressTreatments = AddressCipher.Method.allCases.map(\.rawValue)
        .joined(separator: ", ")

    /// The key of encrypted addresses, with a word of warning to whoever asked for them.
    private func addressEncryption() throws -> AddressEncryption? {
        guard let addressTreatment, let addressKeyFile,
            let method = AddressCipher.Method(rawValue: addressTreatment)
        else { return nil }
        switch AddressKeyFile.load(addressKeyFile, method: method) {
        case .success(let encryption):
            Loading.report("matglas: \(method.caution)")
            return encryption
        case .failure(let fault):
            Loading.report("matglas: \(fault.description)")
            throw ExitCode(fault.exitCode)
        }
    }

    private var choice: LogLineFactory.Choice {
        if let logFormat {
            return .string(logFormat, logFormat.contains("$") ? .nginx : .apache)
        }
        return switch format {
        case nil, "auto": .auto
        case "text": .text
        case .some(let name): .named(name)
        }
    }

    private var destination: BatchOutput {
        if let output { return .file(output) }
        if let outputDirectory { return .directory(outputDirectory) }
        return inPlace ? .inPlace : .standardOutput
    }
}

/// The profiles that make sense for logs.
enum LogProfile: String, ExpressibleByArgument, CaseIterable {
    case anonymous
    case addresses
}

extension UnparsedPolicy: ExpressibleByArgument {}
extension FollowStart: ExpressibleByArgument {}
