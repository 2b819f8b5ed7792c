import Bytes
import Decoding
import Privacy
import Testing

@testable import Intake

@Suite struct LogLinesTests {
    private static let profile = Profile(
        name: "test", events: [:],
        logs: [.ip: .truncateAddress, .technical: .keep, .timestamp: .keep, .url: .stripURL])

    private static func format(_ name: String, _ string: String) throws -> CompiledLogFormat {
        let format = try AccessLogFormat(apache: string)
        let kinds: [String: Kind] = [
            "%h": .ip, "%t": .timestamp, "%>s": .technical, "%b": .technical, "%v": .technical,
        ]
        return CompiledLogFormat(
            name: name, format: format,
            columns: format.fields.map {
                FieldDefinition(pattern: $0.text, kind: kinds[$0.text] ?? .unknown)
            }, profile: profile)
    }

    private static func formats() throws -> [CompiledLogFormat] {
        [
            try format("short", "%h %u %>s"), try format("long", "%h %u %>s %b"),
            try format("site", "%v %h %l %u %>s"),
        ]
    }

    /// What becomes of a text, or `nil` if a line is refused.
    private func output(
        _ text: [UInt8], _ formats: [CompiledLogFormat], _ policy: UnparsedPolicy = .scrub
    ) -> (text: String, tally: LineTally)? {
        let lines = LogLines(formats: formats, policy: policy, options: EngineOptions())
        var output = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        do {
            try lines.anonymize(text.span, into: &output, tally: &tally)
        } catch {
            return nil
        }
        return (output.span.string, tally)
    }

    private func choice(_ sample: String) throws -> LogFormatChooser.Choice {
        let bytes = Array(sample.utf8)
        let candidates = try Self.formats().map { format in
            LogFormatCandidate(
                name: format.name, isBasic: true, mayFit: { _ in true }, compiled: { format })
        }
        return LogFormatChooser.choose(among: candidates, for: bytes.span)
    }

    @Test(arguments: [
        ("", "short", false), ("junk\n", "short", false), ("# 1\n\n", "short", false),
        ("203.0.113.9 jan 200 5\n", "long", true), ("junk\n203.0.113.9 jan 200 5\n", "long", true),
        ("a\nb\n203.0.113.9 jan 200 5\n", "long", false),
        ("shop 203.0.113.9 - jan 200\n203.0.113.9 jan 200\nshop 203.0.113.9 - - 200", "site", true),
    ])
    func `a sample orders the formats and leaves no basic one out`(
        sample: String, first: String, isRecognised: Bool
    ) throws {
        let choice = try choice(sample)
        #expect(choice.formats.first?.name == first)
        #expect(choice.isRecognised == isRecognised)
        #expect(Set(choice.formats.map(\.name)) == ["short", "long", "site"])
    }

    @Test(arguments: ["junk\n", "# by hand\n", "203.0.113.9 jan 200\n", ""])
    func `a line is read in its own format whatever came first`(first: String) throws {
        let formats = try choice(first).formats
        let text = "203.0.113.9 jan 200 5\nshop 203.0.113.9 x jan 200\n"
        let found = try #require(output(Array(text.utf8), formats))
        #expect(found.text == "203.0.113.0 - 200 5\nshop 203.0.113.0 - - 200\n")
        #expect(found.tally.unparsed == 0)
    }

    @Test func `the policy holds where nothing was recognised`() throws {
        let text = Array("junk jan doe\njunk2\n".utf8)
        let formats = try choice("junk jan doe\n").formats
        #expect(output(text, formats, .fail) == nil)
        let dropped = try #require(output(text, formats, .drop))
        #expect(dropped.text.isEmpty)
        #expect(dropped.tally.dropped == 2)
        let scrubbed = try #require(output(text, formats, .scrub))
        #expect(scrubbed.tally.unparsed == 2)
    }

    @Test func `free text is written and counts as parsed`() throws {
        let found = try #require(output(Array("mail jan@shop.example\n".utf8), [], .fail))
        #expect(found.text == "mail {email}\n")
        #expect(found.tally.unparsed == 0)
    }

    private static let binary: [[UInt8]] = [
        Array("198.51.100\0.7 - jan x".utf8), Array("#\0 jan".utf8),
        Array("2\00\03\0 \0j\0a\0n\0".utf8), [0x4B, 0x01, 0x02, 0x8E, 0x05, 0x10],
    ]

    @Test(arguments: binary)
    func `a line that is no text leaves a dash`(line: [UInt8]) throws {
        for formats in [[], try Self.formats()] {
            let found = try #require(output(line + [0x0A], formats))
            #expect(found.text == "-\n")
            #expect(found.tally.unparsed == 1)
            #expect(output(line, formats, .fail) == nil)
            #expect(output(line, formats, .drop)?.text == "")
        }
    }

    @Test(arguments: ["a\tb", "\u{1B}[31mred\u{1B}[0m \u{1B}[1mbold\u{1B}[0m", "bell\u{7}"])
    func `tabs, colours and a stray control byte are text`(line: String) throws {
        #expect(output(Array(line.utf8), [])?.text == line)
    }
}
