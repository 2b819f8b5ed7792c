import Bytes
import Decoding
import Privacy
import Synchronization
import Testing

@testable import Intake

/// Which formats a sample leads to.
@Suite struct LogFormatChooserTests {
    private static let profile = Profile(
        name: "test", events: [:],
        logs: [.ip: .truncateAddress, .technical: .keep, .freeText: .scrub])

    private static func columns(_ name: String, _ string: String) throws -> CompiledLogFormat {
        try CompiledLogFormat(
            LogFormatDefinition(
                name: name, file: "test", syntax: .apache, format: string, columns: []),
            profile: profile)
    }

    /// A format that holds the lines of others.
    private static func wrapper(_ name: String, _ members: [String]) throws -> CompiledLogFormat {
        var definition = LogFormatDefinition(
            name: name, file: "test", codec: .json, syntax: .apache, format: "",
            columns: [
                FieldDefinition(pattern: "log", kind: .freeText, decode: [.logLine]),
                FieldDefinition(pattern: "n", kind: .technical),
            ])
        definition.members = members
        return try CompiledLogFormat(definition, profile: profile)
    }

    private static func candidates() throws -> [LogFormatCandidate] {
        try [
            (columns("basic", "%h %l %>s"), true), (columns("same", "%h %u %>s"), false),
            (columns("other", "%v %h %>s %b"), false), (wrapper("outer", ["log", "n"]), false),
            (wrapper("any", []), true),
        ].map { format, isBasic in
            LogFormatCandidate(
                name: format.name, isBasic: isBasic, mayFit: { _ in true }, compiled: { format })
        }
    }

    private func choice(_ sample: String) throws -> LogFormatChooser.Choice {
        LogFormatChooser.choose(among: try Self.candidates(), for: Array(sample.utf8).span)
    }

    @Test func `a format that fits no line of the sample is not tried, unless it is basic`() throws
    {
        #expect(try choice("junk\n").formats.map(\.name) == ["basic", "any"])
        #expect(
            try choice("a.nl 192.0.2.7 200 5\n").formats.map(\.name) == ["other", "basic", "any"])
    }

    @Test func `formats that fit the same lines are tried in the order of the candidates`() throws {
        #expect(
            try choice("192.0.2.7 - 200\n").formats.map(\.name) == ["basic", "same", "any"])
    }

    @Test func `a format that fits more lines goes first`() throws {
        let choice = try choice("192.0.2.7 - 200\na.nl 192.0.2.7 200 5\na.nl 192.0.2.7 200 5\n")
        #expect(choice.formats.map(\.name) == ["other", "basic", "same", "any"])
        #expect(choice.name == "other")
    }

    @Test func `lines inside lines are found however deep they are`() throws {
        let found = try choice(#"{"log":"a.nl 192.0.2.7 200 5\n","n":1}"#)
        #expect(found.name == "outer (other)")
        #expect(found.inner.map(\.name) == ["other", "basic", "any"])
        let deep = try choice(#"{"log":"{\"log\":\"a.nl 192.0.2.7 200 5\",\"n\":2}","n":1}"#)
        #expect(deep.name == "outer (outer)")
        #expect(deep.inner.map(\.name).contains("other"))
    }

    @Test func `inside a wrapper without lines the basic formats are tried`() throws {
        #expect(try choice(#"{"log":"","n":1}"#).inner.map(\.name) == ["basic", "any"])
        let empty: [UInt8] = []
        let named = LogFormatChooser.choose(
            named: [try Self.wrapper("outer", [])], among: try Self.candidates(), for: empty.span)
        #expect(named.name == "outer")
        #expect(named.inner.map(\.name) == ["basic", "any"])
    }

    @Test func `a format is read only when a line looks like it`() throws {
        let read = Mutex<[String]>([])
        let candidates = try Self.candidates().map { candidate in
            LogFormatCandidate(
                name: candidate.name, isBasic: false,
                mayFit: { $0.firstOffset(of: UInt8(ascii: "{")) == nil },
                compiled: {
                    read.withLock { $0.append(candidate.name) }
                    return candidate.name == "basic" ? candidate.compiled() : nil
                })
        }
        let text = Array("{\n192.0.2.7 - 200\n192.0.2.7 - 200\n".utf8)
        let choice = LogFormatChooser.choose(among: candidates, for: text.span)
        #expect(choice.formats.map(\.name) == ["basic"])
        #expect(read.withLock { $0 } == candidates.map(\.name))
        let none = Array("{\n".utf8)
        read.withLock { $0 = [] }
        _ = LogFormatChooser.choose(among: candidates, for: none.span)
        #expect(read.withLock { $0 }.isEmpty)
    }
}
