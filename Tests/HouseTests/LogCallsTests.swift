import Foundation
import Testing

/// No value of a visitor is in the log: what a line may hold besides fixed words is listed here.
///
/// The list is closed. Who logs something new adds it under what it is, and thereby says that it is
/// nothing that a client, a log line or a vendor's answer has written.
@Suite struct LogCallsTests {
    static let allowed: [String: Set<String>] = [
        "a number": [
            "cutOff", "purged", "gone", "expired", "strangers", "unsent", "ledger.count",
            "lanes.lanes.count", "Self.grace",
        ],
        "a name or a path of the configuration": [
            "intake", "intake.name", "server", "path", "file.path", "configuration.state",
            "listener.transport.rawValue",
        ],
        "an address of our own": ["bound"],
        "a name of a vendor map, or a host in a vendor's script": [
            "route.vendor", "host", "key",
        ],
        "a fault, which holds a place and never bytes": [
            "error", "error.description", "reason", "failure.0", "Self.text(code)",
            "warning", "weakness", "mistake", "notice.description(of: reader.file.path)",
            "reason ?? \"it confirms nothing\"",
        ],
    ]

    static let methods: Set = [
        "trace", "debug", "info", "notice", "warning", "error", "critical", "log",
    ]

    private static func mistakes(in text: String, used: inout Set<String>) -> [String] {
        var mistakes: [String] = []
        for call in SwiftText(text).calls(of: methods, on: ["logger", "log"]) {
            for expression in call.interpolations {
                used.insert(expression)
                if !allowed.values.contains(where: { $0.contains(expression) }) {
                    mistakes.append("line \(call.line) logs \(expression), which is in no list")
                }
            }
            let metadata = call.text.split(separator: "metadata: ").dropFirst()
            let isLiteral = metadata.allSatisfy { $0.hasPrefix("[") }
            if !isLiteral || call.text.contains("stringLiteral") || !call.text.contains("\"") {
                mistakes.append("line \(call.line) logs what is not written in the call")
            }
        }
        return mistakes
    }

    @Test func `the log has fixed words and what is listed`() throws {
        var used: Set<String> = []
        var calls = 0
        for file in try FloorsTests.swiftFiles(in: "") {
            let text = try String(contentsOf: file, encoding: .utf8)
            guard text.contains("import Logging") else { continue }
            calls += SwiftText(text).calls(of: Self.methods, on: ["logger", "log"]).count
            for mistake in Self.mistakes(in: text, used: &used) {
                Issue.record("\(file.lastPathComponent), \(mistake)")
            }
        }
        #expect(calls > 30)
        let listed = Self.allowed.values.reduce(into: Set()) { $0.formUnion($1) }
        #expect(listed.subtracting(used).sorted() == [], "nobody logs this any more")
    }

    @Test func `only rooms behind the privacy wall and the gateway can log`() {
        for room in ["Transport", "Decoding", "Consent", "Privacy", "Intake", "Records"] {
            #expect(FloorsTests.allowed[room]?.contains("Logging") == false)
        }
    }

    @Test(arguments: [
        #"logger.info("came from \(request.peer)")"#,
        #"self.logger.error("no", metadata: ["line": "\(String(decoding: rawLine))"])"#,
        #"log.notice("\(gone) of \(event.target(of: "a)b"))")"#,
        "logger.log(level: level,\n    \"\"\"\n    long \\(body)\n    \"\"\")",
        #"logger.error("no", metadata: metadata)"#,
        #"logger.error(Logger.Message(stringLiteral: value))"#,
        "logger.error(message)",
        #"output.logger("matglas").info("\(request.head)")"#,
    ])
    func `a call that logs anything else is found`(call: String) {
        var used: Set<String> = []
        let mistakes = Self.mistakes(in: "// (\n\(call)\n", used: &used)
        #expect(mistakes.count == 1 && mistakes.first?.hasPrefix("line 2 logs ") == true)
    }

    @Test func `a call that logs what is listed is none`() {
        var used: Set<String> = []
        let text =
            #"logger.info("\(gone) (of", metadata: ["a": "\(error.description)"]); other("\(raw)")"#
        #expect(Self.mistakes(in: text, used: &used).isEmpty)
        #expect(used == ["gone", "error.description"])
    }
}
