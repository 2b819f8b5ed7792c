import Foundation
import Logging
import Synchronization
import Testing

@testable import Gateway

@Suite("The log")
struct LogOutputTests {
    /// What was written, and whether anybody takes it.
    private final class Reader: Sendable {
        let lines = Mutex<[String]>([])
        let takes = Mutex(true)
        let time = Mutex(0.0)

        func output(
            _ settings: LoggingSettings = LoggingSettings(), isJournal: Bool = false
        ) -> LogOutput {
            LogOutput(
                settings, isJournal: isJournal,
                write: { line, _ in
                    guard self.takes.withLock({ $0 }) else { return false }
                    self.lines.withLock { $0.append(line) }
                    return true
                }, clock: { self.time.withLock { $0 } })
        }

        var all: [String] { lines.withLock { $0 } }
    }

    @Test("A line of text has time, level, label, message and sorted pairs")
    func text() throws {
        let reader = Reader()
        let output = reader.output()
        output.logger("matglas").info("ready", metadata: ["lanes": "2", "a": "b"])
        output.flush()
        let line = try #require(reader.all.first)
        #expect(line.hasSuffix("Z info matglas: ready a=b lanes=2"))
    }

    @Test(
        "The journal gets the priority instead of the time",
        arguments: [
            (Logger.Level.debug, "<7>debug"), (.info, "<6>info"), (.notice, "<5>notice"),
            (.warning, "<4>warning"), (.error, "<3>error"), (.critical, "<2>critical"),
        ])
    func journal(level: Logger.Level, start: String) throws {
        let reader = Reader()
        let output = reader.output(LoggingSettings(form: .text, level: .debug), isJournal: true)
        output.logger("matglas").log(level: level, "said")
        output.flush()
        #expect(reader.all == [start + " matglas: said"])
    }

    @Test("JSON is one object per line whatever is said, and has no priority in front")
    func json() throws {
        let reader = Reader()
        let output = reader.output(LoggingSettings(form: .json, level: .info), isJournal: true)
        let hostile = "a\"b\\c\nd\te\u{1}\u{7F}\u{2028}ü{}"
        output.logger("x").warning("\(hostile)", metadata: [hostile: "\(hostile)"])
        output.flush()
        let line = try #require(reader.all.first)
        #expect(!line.contains("\n"))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(Set(object.keys) == ["time", "level", "label", "message", "metadata"])
        #expect(object["level"] as? String == "warning")
        #expect(object["label"] as? String == "x")
        #expect(object["message"] as? String == hostile)
        #expect(object["metadata"] as? [String: String] == [hostile: hostile])
        let time = try #require(object["time"] as? String)
        #expect(throws: Never.self) {
            try Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        }
    }

    @Test("A long record is cut, and is still JSON that a pipe takes at once")
    func cuts() throws {
        for settings in [LoggingSettings(), LoggingSettings(form: .json, level: .info)] {
            let reader = Reader()
            let output = reader.output(settings)
            let long = String(repeating: "\u{1}é", count: 10_000)
            output.logger("x").info("\(long)", metadata: ["key": "\(long)"])
            output.flush()
            let line = try #require(reader.all.first)
            #expect(line.utf8.count <= 4_095)
            if settings.form == .json {
                #expect(throws: Never.self) {
                    try JSONSerialization.jsonObject(with: Data(line.utf8))
                }
            }
        }
    }

    @Test("Line breaks and control characters of a text stay on its line")
    func escapes() throws {
        let reader = Reader()
        let output = reader.output()
        output.logger("x").info("a\n2026 error x: forged\u{1B}[2J")
        output.flush()
        let line = try #require(reader.all.first)
        #expect(line.hasSuffix(": a\\u000a2026 error x: forged\\u001b[2J"))
    }

    @Test("Nothing below the level is written, and the level can change")
    func level() {
        let reader = Reader()
        let output = reader.output(LoggingSettings(form: .text, level: .warning))
        let logger = output.logger("x")
        logger.info("not this")
        logger.warning("this")
        output.use(LoggingSettings(form: .text, level: .debug))
        logger.debug("and this")
        output.flush()
        #expect(reader.all.map { $0.split(separator: ": ").last } == ["this", "and this"])
    }

    @Test("One place that repeats itself is silenced, and the number of its lines is told")
    func limits() {
        let reader = Reader()
        let output = reader.output()
        let logger = output.logger("x")
        func complain() { logger.error("no") }
        for _ in 0..<25 { complain() }
        logger.info("another place is heard")
        reader.time.withLock { $0 += LogRateLimit.refillSeconds }
        complain()
        for _ in 0..<4 { complain() }
        output.flush()
        let lines = reader.all.compactMap { $0.split(separator: ": ").last }
        #expect(lines.count { $0 == "no" } == LogRateLimit.burst)
        #expect(lines.contains("another place is heard"))
        #expect(lines.contains("no (15 more suppressed)"))
        // The end tells what no later line could.
        #expect(lines.last == "no (4 more suppressed)")
    }

    @Test("What an operator asked for is said to the last line")
    func unlimited() {
        let reader = Reader()
        let output = reader.output()
        let logger = output.logger("x", isUnlimited: true)
        for number in 0..<200 { logger.error("mistake \(number)") }
        output.flush()
        #expect(reader.all.count == 200)
    }

    @Test("While nobody reads lines are dropped and counted; the number is told afterwards")
    func drops() {
        let reader = Reader()
        let output = reader.output()
        let logger = output.logger("x", isUnlimited: true)
        reader.takes.withLock { $0 = false }
        for number in 0..<50 { logger.info("\(number)") }
        output.flush()
        #expect(reader.all.isEmpty)
        reader.takes.withLock { $0 = true }
        logger.info("heard")
        output.flush()
        let lines = reader.all.compactMap { $0.split(separator: ": ").last }
        #expect(lines == ["heard", "lines were lost count=50"])
    }

    @Test("Buckets are bounded: places beyond them share one")
    func bounded() {
        var limit = LogRateLimit()
        var said = 0
        for line in 0..<10_000 {
            let place = LogRateLimit.Place(file: "f", line: UInt(line))
            if limit.admit(place, "m", at: 0) != .suppressed { said += 1 }
        }
        #expect(said == LogRateLimit.mostPlaces + LogRateLimit.burst)
        let silences = limit.takeSilences()
        #expect(
            silences == [.init(message: "m", count: 10_000 - said)])
        #expect(limit.takeSilences().isEmpty)
    }

    @Test("Many threads may log at once")
    func threads() async {
        let reader = Reader()
        let output = reader.output()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let logger = output.logger("x", isUnlimited: true)
                    for _ in 0..<100 { logger.info("line") }
                }
            }
        }
        output.flush()
        #expect(reader.all.count { $0.hasSuffix(": line") } == 400)
    }
}
