import Bytes
import Testing

@testable import Decoding

@Suite("Templates of log lines")
struct LogTemplateTests {
    /// A format whose columns are plain words, but for those given.
    private func compiled(
        _ format: String, _ forms: [String: LogColumnForm] = [:],
        escapes: LogEscapes.Style = .apache
    ) throws(LogFormatFault) -> AccessLogFormat {
        var columns = forms
        for name in ["a", "b", "c", "d", "time"] where columns[name] == nil {
            columns[name] = LogColumnForm()
        }
        return try AccessLogFormat(LogTemplate(format, columns: columns, escapes: escapes))
    }

    private func split(_ format: AccessLogFormat, _ line: String) -> [String]? {
        let bytes = line.bytes
        var fields = LogFields()
        guard format.split(bytes.span, into: &fields) else { return nil }
        #expect(fields.count == format.fields.count)
        return (0..<fields.count).map { bytes.text(fields[$0]) }
    }

    private static let time = "10/Oct/2024:13:55:36 +0200"

    @Test(
        "Text between columns is the line's own",
        arguments: [
            ("{a} {b}", "x y", ["x", "y"]), ("{a} {b}", "x  y", nil), ("{a} {b}", "x y z", nil),
            ("{a} {b}", "x", nil), ("{a} {b}", " y", ["", "y"]), ("{a}|{b}", "x|y", ["x", "y"]),
            ("{a}|{b}", "x y|z", nil), ("<{a}>", "<x>", ["x"]), ("<{a}>", "<x> ", nil),
            ("{{{a}}} {b}%", "{x} 5%", ["x", "5"]), ("{a}/{b}", "x/y/z", ["x", "y/z"]),
            ("\"{a}\" {b}", "\"x \\\" y\" z", [#"x \" y"#, "z"]), ("\"{a}\"", "\"x\" \"", nil),
        ] as [(String, String, [String]?)])
    func splits(format: String, line: String, expected: [String]?) throws {
        #expect(split(try compiled(format), line) == expected)
    }

    @Test(
        "A part that a line may lack is told by its first bytes",
        arguments: [
            ("x y", ["x", "", "", "y"]), ("x [p] y", ["x", "p", "", "y"]),
            ("x [p] <q> y", ["x", "p", "q", "y"]), ("x <q> y", ["x", "", "q", "y"]),
            ("x [p y", nil), ("x <q> [p] y", nil),
        ] as [(String, [String]?)])
    func hasOptionalParts(line: String, expected: [String]?) throws {
        let format = try compiled("{a} {?[{b}] ?}{?<{c}> ?}{d}")
        #expect(split(format, line) == expected)
    }

    @Test(
        "Columns at the end come one after the other",
        arguments: [
            ("x", ["x", "", "", ""]), ("x 1", ["x", "1", "", ""]), ("x 1 2", ["x", "1", "2", ""]),
            ("x 1 2 a b c", ["x", "1", "2", "a b c"]), ("x ", ["x", "", "", ""]), ("x 1 ", nil),
        ] as [(String, [String]?)])
    func hasLaterColumns(line: String, expected: [String]?) throws {
        let format = try compiled(
            "{a}{? {b}?}{? {c}?}{? {d}?}",
            [
                "b": LogColumnForm(shape: .count), "c": LogColumnForm(shape: .count),
                "d": LogColumnForm(extent: .rest),
            ])
        let isBlank = line.hasSuffix(" ")
        let fields = split(format, line)
        // A space at the end begins a column that is empty, which is a missing value.
        if isBlank {
            #expect(fields == nil || fields?.last == "")
        } else {
            #expect(fields == expected)
        }
    }

    @Test(
        "The last colon of a word begins the port",
        arguments: [
            ("198.51.100.23:51234 x", ["198.51.100.23", "51234", "x"]),
            ("2001:db8::1234:58430 x", ["2001:db8::1234", "58430", "x"]),
            ("[2001:db8::1]:51234 x", ["[2001:db8::1]", "51234", "x"]),
            ("::ffff:198.51.100.23:51234 x", ["::ffff:198.51.100.23", "51234", "x"]),
            ("198.51.100.23 x", nil), ("198.51.100.23 x:1", nil), ("2001:db8::beef x", nil),
        ] as [(String, [String]?)])
    func splitsPorts(line: String, expected: [String]?) throws {
        let format = try compiled(
            "{a}:{b} {c}",
            ["a": LogColumnForm(extent: .toLast), "b": LogColumnForm(shape: .port)])
        #expect(split(format, line) == expected)
    }

    @Test(
        "A user ends where the time begins",
        arguments: [
            ("c jan [§] x", ["c", "jan", "§", "x"]),
            ("c Jan [x] Jansen [§] x", ["c", "Jan [x] Jansen", "§", "x"]),
            ("c  [§] x", ["c", "", "§", "x"]), ("c - jan [§] x", nil), ("c jan [today] x", nil),
            ("c jan [§", nil),
        ] as [(String, [String]?)])
    func findsTheTime(line: String, expected: [String]?) throws {
        let format = try compiled(
            "{a} {b} [{time}] {c}",
            ["b": LogColumnForm(extent: .text), "time": LogColumnForm(shape: .commonTime)])
        let fields = split(format, line.replacing("§", with: Self.time))
        #expect(fields == expected?.map { $0.replacing("§", with: Self.time) })
    }

    @Test(
        "A column may be quoted or not",
        arguments: [
            (#""x y" z"#, ["x y", "z"]), ("x z", ["x", "z"]), (#""" z"#, ["", "z"]),
            (#""x"y z"#, nil), (#""x z"#, nil), ("x y z", nil),
        ] as [(String, [String]?)])
    func takesEitherWay(line: String, expected: [String]?) throws {
        let format = try compiled("{a} {b}", ["a": LogColumnForm(extent: .eitherWay)])
        #expect(split(format, line) == expected)
    }

    @Test("A value outside its grammar means that the line does not fit, unless it is relayed")
    func checksGrammar() throws {
        let format = try compiled("{a} {b}", ["a": LogColumnForm(shape: .status)])
        #expect(split(format, "200 x") != nil)
        #expect(split(format, "198.51.100.23 x") == nil)
        let relaying = try compiled(
            "{a} {b}", ["a": LogColumnForm(shape: .status, isRelayed: true)])
        #expect(split(relaying, "198.51.100.23 x") != nil)
        #expect(relaying.fields[0].isRelayed && relaying.fields[0].shape == .status)
    }

    @Test("Escapes are marked in the style of the server")
    func marksEscapes() throws {
        let format = try compiled("{a} {b}", escapes: .haproxy)
        let bytes = "x#20y \\z".bytes
        var fields = LogFields()
        let fits = format.split(bytes.span, into: &fields)
        #expect(fits)
        let marks = [fields.hasEscapes(0), fields.hasEscapes(1)]
        #expect(marks == [true, false])
    }

    @Test(
        "Mistakes are found when a template is compiled",
        arguments: [
            ("", .noFields, 0), ("no column", .noFields, 0), ("{a", .incompleteDirective, 0),
            ("{}", .incompleteDirective, 0), ("{a}{b}", .noSeparator, 3), ("{a}\n", .lineBreak, 3),
            ("{e}", .unknownDirective, 0), ("{a}{?{b}?}", .noSeparator, 5),
            ("{a}{? {b}", .incompleteDirective, 9), ("{a} {?[{? {b}?}]?}", .noSeparator, 7),
            ("{a}{? {b}?}{c}", .noSeparator, 11),
        ] as [(String, LogFormatFault.Reason, Int)])
    func refusesMistakes(format: String, reason: LogFormatFault.Reason, offset: Int) throws {
        let fault = try #require(throws: LogFormatFault.self) { try compiled(format) }
        #expect(fault.reason == reason && fault.offset == offset)
    }

    @Test("The nearest column is suggested, and no more than the capacity are taken")
    func limits() throws {
        let fault = try #require(throws: LogFormatFault.self) { try compiled("{tim}") }
        #expect(fault.directive == "tim" && fault.nearest == "time")
        let many = (0...LogFields.capacity).map { _ in "{a}" }.joined(separator: " ")
        #expect(throws: LogFormatFault.self) { try compiled(many) }
        let most = (0..<LogFields.capacity).map { _ in "{a}" }.joined(separator: " ")
        #expect(try compiled(most).fields.count == LogFields.capacity)
    }

    @Test("No line is split wrongly, whatever it holds")
    func survivesAnything() throws {
        let format = try compiled(
            #"{a}:{b} [{time}] {?{{{c}}} ?}"{d}"{? {a}?}"#,
            ["a": LogColumnForm(extent: .toLast), "c": LogColumnForm(extent: .text)])
        let seeds = ["1:2 [t] {x} \"y\" z", "{{}}", "\"", ":", "[]", "\\\"", " ", "\u{0}"].map(
            \.bytes)
        var random = SeededGenerator(seed: 42)
        for _ in 0..<2000 {
            var line: [UInt8] = []
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                line += seeds.randomElement(using: &random) ?? []
            }
            var fields = LogFields()
            guard format.split(line.span, into: &fields) else { continue }
            var end = 0
            for index in 0..<fields.count {
                let range = fields[index]
                #expect(range.lowerBound >= end && range.upperBound <= line.count)
                end = range.upperBound
            }
        }
    }
}
