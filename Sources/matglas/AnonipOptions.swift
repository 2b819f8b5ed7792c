import ArgumentParser
import Intake

/// The options of anonip 1.1, under their names.
///
/// Those that cannot be honoured safely are refused with a reason.
struct AnonipOptions: ParsableArguments {
    @Option(
        name: [.customShort("4"), .customLong("ipv4mask")],
        help: ArgumentHelp(
            "Bits cut from the end of an IPv4 address: 32 less --ipv4-prefix.", valueName: "bits"))
    var ipv4Mask: Int?

    @Option(
        name: [.customShort("6"), .customLong("ipv6mask")],
        help: ArgumentHelp(
            "Bits cut from the end of an IPv6 address: 128 less --ipv6-prefix.", valueName: "bits"))
    var ipv6Mask: Int?

    @Option(
        help: ArgumentHelp("A log file or FIFO, like one that is named alone.", valueName: "file"))
    var input: String?

    @Option(
        name: [.customShort("c"), .long], parsing: .upToNextOption,
        help: ArgumentHelp(
            """
            The lines are columns, and these, counted from 1, hold addresses; names of files go \
            before this option. Elsewhere in a line addresses are cut too.
            """, valueName: "number"))
    var column: [String] = []

    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp("What separates columns. (default: a space)", valueName: "string"))
    var delimiter: String?

    @Option(
        name: [.customShort("r"), .long],
        help: ArgumentHelp(
            "What stands for a column of --column that holds no address. (default: -)",
            valueName: "string"))
    var replace: String?

    @Flag(
        name: [.customShort("p"), .long],
        help: "Leave addresses of private networks, loopback and link-local as they are.")
    var skipPrivate = false

    // What has no safe counterpart is known, so that the answer is a reason.
    @Option(name: [.customShort("i"), .long], help: .hidden) var increment: String?
    @Option(parsing: .upToNextOption, help: .hidden) var regex: [String] = []
    @Flag(name: [.customShort("d"), .long], help: .hidden) var debug = false
    @Flag(name: .customShort("v"), help: .hidden) var showsVersion = false

    /// How lines are cut into columns, if an option says that they are.
    var layout: DelimitedLayout? {
        guard isDelimited else { return nil }
        let numbers = column.compactMap { Int($0) }
        return DelimitedLayout(
            columns: numbers.isEmpty ? [1] : numbers, delimiter: delimiter ?? " ",
            replacement: replace)
    }

    private var isDelimited: Bool { !column.isEmpty || delimiter != nil || replace != nil }

    /// Everything that is wrong with these options, one sentence each.
    func mistakes(besides logs: Logs) -> [String] {
        maskMistakes(logs) + columnMistakes(logs) + refusals
    }

    private func maskMistakes(_ logs: Logs) -> [String] {
        var mistakes: [String] = []
        if let ipv4Mask, !(1...32).contains(ipv4Mask) {
            mistakes.append("--ipv4mask is \(ipv4Mask); expected 1 to 32")
        }
        if let ipv6Mask, !(1...128).contains(ipv6Mask) {
            mistakes.append("--ipv6mask is \(ipv6Mask); expected 1 to 128")
        }
        if ipv4Mask != nil, logs.ipv4Prefix != nil {
            mistakes.append("--ipv4mask and --ipv4-prefix say the same; expected one")
        }
        if ipv6Mask != nil, logs.ipv6Prefix != nil {
            mistakes.append("--ipv6mask and --ipv6-prefix say the same; expected one")
        }
        return mistakes
    }

    private func columnMistakes(_ logs: Logs) -> [String] {
        guard isDelimited else { return [] }
        var mistakes: [String] = []
        for word in column where !(1...Self.mostColumns).contains(Int(word) ?? 0) {
            mistakes.append(
                "--column is '\(word)'; expected numbers from 1 to \(Self.mostColumns), "
                    + "and names of files before the option")
        }
        if let delimiter, !Self.isSafe(delimiter: delimiter) {
            mistakes.append(
                "--delimiter is '\(delimiter)'; expected characters that no address holds: "
                    + "no letters, digits, dots, colons or line ends")
        }
        if let replace, replace.utf8.contains(where: { $0 == 10 || $0 == 13 }) {
            mistakes.append("--replace holds a line end; expected text of one line")
        }
        if logs.format != nil || logs.logFormat != nil {
            mistakes.append(
                "--column, --delimiter and --replace describe lines that no format describes; "
                    + "expected no --format or --log-format besides")
        }
        if logs.profile == .anonymous {
            mistakes.append(
                "--column, --delimiter and --replace treat addresses only; expected the profile "
                    + "addresses, or --log-format to say what the other columns hold")
        }
        if logs.addressTreatment != nil {
            mistakes.append(
                "--address-treatment does not know the columns of --column; expected --log-format")
        }
        return mistakes
    }

    private var refusals: [String] {
        var mistakes: [String] = []
        if increment != nil {
            mistakes.append(
                "--increment is not available: it makes addresses that look like another "
                    + "person's; expected --ipv4mask and --ipv6mask alone")
        }
        if !regex.isEmpty {
            mistakes.append(
                "--regex is not available: a line that it does not match would pass unchanged; "
                    + "expected --log-format, or --profile addresses, which finds addresses anywhere"
            )
        }
        if debug {
            mistakes.append(
                "--debug is not available: it would print lines with their addresses; "
                    + "expected --report, which counts")
        }
        return mistakes
    }

    private static func isSafe(delimiter: String) -> Bool {
        !delimiter.isEmpty
            && delimiter.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: ":"),
                    UInt8(ascii: "["), UInt8(ascii: "]"), 0, 10, 13:
                    false
                default: true
                }
            }
    }

    /// Further to the right than any line is worth.
    private static let mostColumns = 10_000
}
