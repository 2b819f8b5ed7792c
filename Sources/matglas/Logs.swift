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

            A directory stands for every file below it that is not hidden. A pattern in quotes may \
            hold *, ?, [a-z] and ** for any number of directories. Files compressed with gzip, zstd, \
            bzip2 or xz are recognised, and written the same way where each has a file of its own.

            Examples:
              matglas logs access.log > access.anon.log
              zcat access.log.2.gz | matglas logs --format combined
              matglas logs --output-directory anonymized/ /var/log/nginx/*.log*.gz
              matglas logs --profile addresses --in-place /srv/archive/access.log
              matglas logs --in-place --resume done.journal '/srv/archive/**/access.log*'
              matglas logs --follow --position /var/lib/matglas/access.position \\
                --output /var/log/nginx/access.anon.log /var/log/nginx/access.log
              matglas logs --log-format '%h %l %u %t "%r" %>s %b %D' custom.log
              matglas logs --column 2 --delimiter ';' export.csv
              matglas logs --profile addresses -4 12 -6 84 --skip-private -o out.log access.log
              matglas logs --format ./shop-json.yaml app.log
            """)

    @Argument(
        help: """
            Log files, directories, patterns in quotes; '-' or nothing is standard input. Compressed \
            files are recognised.
            """)
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            The lines' format: \(LogLineFactory.names(Catalog()).joined(separator: ", ")); or a \
            format file of your own, by a path with a slash or ending in .yaml.
            """, valueName: "name"))
    var format: String?

    @Option(help: "An Apache LogFormat or nginx log_format string.")
    var logFormat: String?

    @Option(
        help: """
            What is hidden: anonymous, or addresses (only addresses change). (default: anonymous; \
            addresses with --column)
            """)
    var profile: LogProfile?

    @Option(
        name: .customLong("ipv4-prefix"), help: "Bits kept of an IPv4 address. (default: 24)")
    var ipv4Prefix: Int?

    @Option(
        name: .customLong("ipv6-prefix"), help: "Bits kept of an IPv6 address. (default: 48)")
    var ipv6Prefix: Int?

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

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Write each file into this directory, by its name or its path below the one given.",
            valueName: "directory"))
    var outputDirectory: String?

    @Flag(help: "Replace each file by its anonymized form.")
    var inPlace = false

    @Option(
        help: ArgumentHelp(
            """
            With --in-place or --output-directory: note in this file what is done, and leave out \
            what an earlier run with the same options did.
            """, valueName: "journal"))
    var resume: String?

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

    @Flag(help: "Do not say which format each file was found to be written in.")
    var quiet = false

    @OptionGroup(title: "Options of anonip")
    var anonip: AnonipOptions

    func validate() throws {
        let mistakes = optionMistakes + anonip.mistakes(besides: self)
        guard mistakes.isEmpty else {
            throw ValidationError(mistakes.joined(separator: "\n       "))
        }
    }

    func run() throws {
        if anonip.showsVersion {
            print("matglas \(Version.current)")
            return
        }
        let factory = try makeFactory()
        var options = BatchOptions(
            inputs: inputs, output: destination, unparsed: unparsed,
            jobs: jobs ?? LaneGroup.coreCount, reportPath: report)
        options.resumePath = resume
        options.settings = settings
        options.isQuiet = quiet
        options.follow = follow
        options.followStart = from ?? .beginning
        options.positionPath = position
        throw ExitCode(BatchRun.run(options, treatedKinds: Kind.names, factory: factory))
    }

    private func makeFactory() throws -> LineAnonymizerFactory {
        let prefixes = self.prefixes
        if let layout = anonip.layout {
            return DelimitedLines.factory(
                layout, policy: unparsed, options: EngineOptions(prefixes: prefixes))
        }
        let encryption = try addressEncryption()
        do {
            return try LogLineFactory.make(
                choice, catalog: Catalog(), profile: (profile ?? .anonymous).rawValue,
                policy: unparsed, prefixes: prefixes, addressEncryption: encryption)
        } catch {
            // Mistakes stand by themselves, FILE:LINE first, as editors expect.
            let isFile = format.map(LogLineFactory.isPath) ?? false
            Loading.report(isFile ? error.description : "matglas: \(error.description)")
            throw ExitCode(logFormat == nil ? error.exitCode : ExitStatus.usage)
        }
    }

    static let addressTreatments = AddressCipher.Method.allCases.map(\.rawValue)
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
        return LogLineFactory.Choice(word: format)
    }
}

/// The profiles that make sense for logs.
enum LogProfile: String, ExpressibleByArgument, CaseIterable {
    case anonymous
    case addresses
}

extension UnparsedPolicy: ExpressibleByArgument {}
extension FollowStart: ExpressibleByArgument {}
