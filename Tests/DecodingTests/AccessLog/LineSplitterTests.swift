import Bytes
import Testing

@testable import Decoding

/// The fast way of splitting accepts nothing that the other one does not, with the same fields.
@Suite struct LineSplitterTests {
    private struct Split: Equatable {
        var line: [UInt8]
        var terminator: [UInt8]
        var fields: [String]
        var escapes: [Bool]
    }

    /// What the fast way makes of the line that begins `block`; `nil` where it leaves it.
    private func quick(_ format: AccessLogFormat, _ block: [UInt8], from start: Int) -> Split? {
        var fields = LogFields()
        guard let line = format.splitNext(block.span, from: start, into: &fields) else {
            return nil
        }
        return Split(
            line: Array(block[line.content]), terminator: Array(block[line.terminator]),
            fields: (0..<fields.count).map { block.text(fields[$0]) },
            escapes: (0..<fields.count).map { fields.hasEscapes($0) })
    }

    private func whole(_ format: AccessLogFormat, _ block: [UInt8], from start: Int) -> Split? {
        var cursor = LineCursor(from: start)
        guard let line = cursor.next(in: block.span) else { return nil }
        let bytes = Array(block[line.content])
        var fields = LogFields()
        guard format.split(bytes.span, into: &fields) else { return nil }
        return Split(
            line: bytes, terminator: Array(block[line.terminator]),
            fields: (0..<fields.count).map { bytes.text(fields[$0]) },
            escapes: (0..<fields.count).map { fields.hasEscapes($0) })
    }

    private static let time = "10/Oct/2024:13:55:36 +0200"
    private static let request = #""GET /a?b=c HTTP/1.1" 200 1234"#
    private static let agent = #""https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64)""#
    private static let padding = [UInt8](repeating: UInt8(ascii: "x"), count: 200)

    private static let lines: [(AccessLogFormat.BuiltIn, String)] = [
        (.common, "203.0.113.9 - jan [\(time)] \(request)"),
        (.combined, "203.0.113.9 - - [\(time)] \(request) \(agent)"),
        (.combinedio, "2001:db8::1 - - [\(time)] \(request) \(agent) 12 34"),
        (.vhostCommon, "shop.example 203.0.113.9 - - [\(time)] \(request)"),
        (.vhostCombined, "shop.example:443 203.0.113.9 - - [\(time)] \(request) \(agent)"),
        (.nginxCombined, "203.0.113.9 - - [\(time)] \(request) \(agent)"),
        (.nginxMain, #"203.0.113.9 - - [\#(time)] \#(request) \#(agent) "-""#),
    ]

    @Test(arguments: lines, ["\n", "\r\n"])
    func `usual lines need no second look`(
        line: (AccessLogFormat.BuiltIn, String), terminator: String
    ) throws {
        let format = try AccessLogFormat(line.0)
        let block = (line.1 + terminator).bytes + Self.padding
        let found = try #require(quick(format, block, from: 0))
        #expect(found == whole(format, block, from: 0))
        #expect(found.terminator == terminator.bytes)
    }

    @Test(arguments: lines)
    func `the last bytes of a block are left to the other way`(
        line: (AccessLogFormat.BuiltIn, String)
    ) throws {
        let format = try AccessLogFormat(line.0)
        let bytes = line.1.bytes
        for count in 0...bytes.count {
            #expect(quick(format, Array(bytes[..<count]), from: 0) == nil)
            #expect(quick(format, Array(bytes[..<count]) + [0x0A], from: 0) == nil)
        }
    }

    @Test(arguments: [
        "203.0.113.9 - - [\(time)] \"GET / \n203.0.113.9 - - [\(time)] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"",
        "203.0.113.9 - - [\(time)] \"GET /\\\nx\" 200 5 \"-\" \"-\"",
        "203.0.113.9\n- - [\(time)] \(request) \(agent)",
        "203.0.113.9 - - [\(time)] \(request) \(agent) 5",
        "203.0.113.9 - [\(time)] \(request) \(agent)",
        "203.0.113.9 - - [\(time)] \"GET /\" x \(agent)",
    ])
    func `a field never reaches into the next line`(text: String) throws {
        let format = try AccessLogFormat(.combined)
        #expect(quick(format, text.bytes + [0x0A] + Self.padding, from: 0) == nil)
    }

    @Test(arguments: lines)
    func `what is accepted is what the other way accepts`(
        line: (AccessLogFormat.BuiltIn, String)
    ) throws {
        let format = try AccessLogFormat(line.0)
        var random = SeededGenerator(seed: 7)
        let original = line.1.bytes
        let marks = #" "\[]-:.09aZ\#n\#r\#t"#.bytes
        var accepted = 0
        for _ in 0..<4000 {
            var bytes = original + (Bool.random(using: &random) ? [0x0A] : [0x0D, 0x0A])
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let mark = try #require(marks.randomElement(using: &random))
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = mark
                case 1: bytes.insert(mark, at: place)
                default: bytes.remove(at: place)
                }
            }
            let start = Int.random(in: 0..<3, using: &random)
            let block = Array(Self.padding[..<start]) + bytes + original + [0x0A] + Self.padding
            guard let found = quick(format, block, from: start) else { continue }
            accepted += 1
            #expect(found == whole(format, block, from: start))
        }
        #expect(accepted > 200)
    }
}
