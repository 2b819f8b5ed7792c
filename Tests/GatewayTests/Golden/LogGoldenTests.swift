import Bytes
import Foundation
import Gateway
import Intake
import Privacy
import Testing

/// Golden sets of server logs: `Tests/Fixtures/logs/<format>/<case>.in` with what each profile makes of it.
///
/// | File | Holds |
/// |---|---|
/// | `<case>.in` | lines as the server writes them |
/// | `<case>.anonymous.out`, `<case>.addresses.out` | what leaves |
/// | `<case>.gone` | texts that must not leave under `anonymous`; after `@` under neither profile |
/// | `<case>.kept` | texts that must leave under `anonymous` |
///
/// With `MATGLAS_RECORD=1` in the environment the `.out` files are written anew; read the
/// difference before it is committed. `MATGLAS_LOGS="combined s3"` looks at these formats only.
@Suite struct LogGoldenTests {
    static let fixtures = GoldenTests.fixtures.appending(path: "logs")

    static let cases: [String] = {
        let wanted = ProcessInfo.processInfo.environment["MATGLAS_LOGS"]?.split(separator: " ")
        let all = FileManager.default.enumerator(atPath: fixtures.path())
        return (all?.allObjects ?? []).compactMap { $0 as? String }.filter { name in
            name.hasSuffix(".in")
                && wanted?.contains(name.prefix { $0 != "/" }) ?? true
        }.sorted()
    }()

    @Test("There are fixtures") func areFound() { #expect(!Self.cases.isEmpty) }

    @Test("What leaves is what the fixture says", arguments: cases, LogProfileName.allCases)
    func matches(name: String, profile: LogProfileName) throws {
        let input = try Self.bytes(name, ".in")
        let result = try Self.anonymized(input, as: Self.format(of: name), under: profile)
        let output = Self.file(name, ".\(profile.rawValue).out")
        if ProcessInfo.processInfo.environment["MATGLAS_RECORD"] == "1" {
            try Data(result).write(to: output)
        }
        #expect(Self.text(result) == Self.text(Array(try Data(contentsOf: output))))
        let again = try Self.anonymized(result, as: Self.format(of: name), under: profile)
        #expect(Self.text(again) == Self.text(result), "a second run changes nothing")
        #expect(Self.lines(result) == Self.lines(input), "no line is lost")
    }

    @Test("What must not leave does not, whether the format is named or found", arguments: cases)
    func hides(name: String) throws {
        let input = try Self.bytes(name, ".in")
        for profile in LogProfileName.allCases {
            for format in [Self.format(of: name), nil] {
                let result = Self.text(
                    try Self.anonymized(input, as: format, under: profile))
                for planted in try Self.planted(name, ".gone") {
                    let isGoneFromBoth = planted.hasPrefix("@")
                    guard isGoneFromBoth || profile == .anonymous else { continue }
                    let text = isGoneFromBoth ? String(planted.dropFirst()) : planted
                    #expect(
                        Self.text(input).contains(text), "\(text) does not stand in the fixture")
                    #expect(
                        !result.contains(text),
                        "\(text) leaves under \(profile.rawValue) as \(format ?? "auto")")
                }
            }
        }
    }

    @Test("What is worth keeping stays", arguments: cases)
    func keeps(name: String) throws {
        let input = try Self.bytes(name, ".in")
        let result = Self.text(
            try Self.anonymized(input, as: Self.format(of: name), under: .anonymous))
        for text in try Self.planted(name, ".kept") {
            #expect(result.contains(text), "\(text) is lost")
        }
    }

    // MARK: Running

    enum LogProfileName: String, CaseIterable, CustomTestStringConvertible {
        case anonymous
        case addresses

        var testDescription: String { rawValue }
    }

    /// What `matglas logs` makes of the bytes; `nil` for `--format auto`.
    private static func anonymized(
        _ input: [UInt8], as format: String?, under profile: LogProfileName
    ) throws -> [UInt8] {
        let choice: LogLineFactory.Choice =
            switch format {
            case nil: .auto
            case "text": .text
            case .some(let name): .named(name)
            }
        let factory = try LogLineFactory.make(
            choice, catalog: try GoldenTests.catalogOnDisk.get(), profile: profile.rawValue,
            policy: .scrub, prefixes: AddressPrefixes())
        let lines = try factory(input.span).makeAnonymizer()
        var output = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        try lines.anonymize(input.span, into: &output, tally: &tally)
        return Array(text: output.span)
    }

    // MARK: Files

    private static func format(of name: String) -> String { String(name.prefix { $0 != "/" }) }

    private static func file(_ name: String, _ end: String) -> URL {
        fixtures.appending(path: name.dropLast(".in".count) + end)
    }

    private static func bytes(_ name: String, _ end: String) throws -> [UInt8] {
        Array(try Data(contentsOf: file(name, end)))
    }

    /// The lines of a list beside a fixture; none where there is no such file.
    private static func planted(_ name: String, _ end: String) throws -> [String] {
        let list = file(name, end)
        guard FileManager.default.fileExists(atPath: list.path()) else { return [] }
        return try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private static func lines(_ bytes: [UInt8]) -> Int { bytes.count { $0 == 0x0A } }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension [UInt8] {
    /// A copy of the bytes.
    fileprivate init(text: Span<UInt8>) {
        self = []
        for index in text.indices { append(text[index]) }
    }
}
