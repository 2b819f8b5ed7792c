import Bytes
import Decoding
import Intake
import Privacy

/// What holds for every line of a log, whatever its format.
enum FuzzLines {
    /// Checks the lines one by one.
    static func checkEach(_ lines: Span<UInt8>, _ setting: FuzzLogs.Setting) {
        var engine = LogAnonymizer(options: EngineOptions(), inner: setting.inner)
        var cursor = LineCursor()
        while let line = cursor.next(in: lines) {
            let content = lines.extracting(line.content)
            var output = ByteBuffer()
            output.append("kept")
            let isRead = engine.anonymize(content, as: setting.format, into: &output)
            let fits = setting.format.fits(content)
            check(isRead || !fits, "fits and is not read", content, content)
            check(
                !setting.isCertain || isRead == fits, "does not fit and is read", content, content)
            guard isRead else {
                precondition(output.span.equals("kept"), "left something behind")
                continue
            }
            let written = output.span.extracting(4...)
            check(
                written.count <= bound(content.count), "more than a line may become", content,
                written)
            check(
                written.firstOffset(of: UInt8(ascii: "\n")) == nil, "a line becomes several",
                content, written)
            FuzzAddresses.check(content, written, isMasking: setting.isMasking)
            if setting.isJSON { checkJSON(content, written, isMasking: setting.isMasking) }
            if setting.isStill, !FuzzAddresses.holdsAny(content) {
                check(written.equals(content), "something else than an address", content, written)
            }
            var again = ByteBuffer()
            let isReadAgain = engine.anonymize(written, as: setting.format, into: &again)
            check(isReadAgain, "what was written is not read again", content, written)
            guard !again.span.equals(written) else { continue }
            check(isShortened(written, again.span), "what was written changes", content, again.span)
            var third = ByteBuffer()
            _ = engine.anonymize(again.span, as: setting.format, into: &third)
            check(third.span.equals(again.span), "changes again", written, third.span)
        }
    }

    /// Whether `again` is `written` with an account in the place of a longer piece.
    ///
    /// A line that was spliced from two has the head of an access log in its middle. What stands before
    /// its time is an account from the client's address on; when that address has gone with the value
    /// of a name before it, there is none the second time, and the account begins at the line's first
    /// word. What it takes then has no more than placeholders and the names of fields.
    private static func isShortened(_ written: Span<UInt8>, _ again: Span<UInt8>) -> Bool {
        let account = "{userid}"
        guard again.count < written.count, again.string.contains(account) else { return false }
        var same = 0
        while same < again.count, again[same] == written[same] { same += 1 }
        var tail = 0
        while tail < again.count, again[again.count - 1 - tail] == written[written.count - 1 - tail]
        {
            tail += 1
        }
        return same + tail + account.utf8.count >= again.count
    }

    /// Placeholders are longer than the shortest text that they stand for, and so are escapes.
    private static func bound(_ count: Int) -> Int { 16 * count + 64 }

    /// Stops with both texts, which the fuzzer made up.
    static func check(
        _ holds: Bool, _ rule: String, _ given: Span<UInt8>, _ written: Span<UInt8>
    ) {
        guard !holds else { return }
        preconditionFailure(
            "\(rule)\ngiven:   \(given.string.debugDescription)\n"
                + "written: \(written.string.debugDescription)")
    }

    // MARK: Blocks

    static func checkBlocks(
        _ lines: Span<UInt8>, _ formats: [CompiledLogFormat], _ inner: [CompiledLogFormat],
        isMasking: Bool
    ) {
        let needsOrder = formats.contains { $0.needsOrder }
        checkBlocks(lines, isMasking: isMasking, needsOrder: needsOrder) {
            LogLines(
                formats: formats, inner: inner, policy: .scrub, options: EngineOptions())
        }
    }

    /// Two blocks become what one becomes, and every line keeps its place and its end.
    static func checkBlocks(
        _ lines: Span<UInt8>, isMasking: Bool, needsOrder: Bool = false,
        _ make: () -> any LineAnonymizer
    ) {
        var whole = ByteBuffer()
        var tally = LineTally(kinds: Kind.names.count)
        try? make().anonymize(lines, into: &whole, tally: &tally)
        precondition(tally.read == tally.written && tally.dropped == 0, "a line is lost")
        var cut = LineCursor()
        while let line = cut.next(in: lines), line.terminator.upperBound < lines.count / 2 {}
        let first = make()
        var pieces = ByteBuffer()
        try? first.anonymize(
            lines.extracting(..<cut.position), into: &pieces, tally: &tally)
        let second = needsOrder ? first : make()
        try? second.anonymize(
            lines.extracting(cut.position...), into: &pieces, tally: &tally)
        check(pieces.span.equals(whole.span), "two blocks are not one", whole.span, pieces.span)
        precondition(tally.read == 2 * (tally.written - tally.written / 2), "a line is lost")
        var given = LineCursor()
        var written = LineCursor()
        while let line = given.next(in: lines) {
            guard let result = written.next(in: whole.span) else {
                precondition(
                    line.terminator.isEmpty, "a line is lost")
                break
            }
            check(
                lines.extracting(line.terminator).equals(whole.span.extracting(result.terminator)),
                "another end of a line", lines, whole.span)
            FuzzAddresses.check(
                lines.extracting(line.content), whole.span.extracting(result.content),
                isMasking: isMasking)
        }
        precondition(written.position == whole.count, "lines that nobody gave")
    }

    // MARK: JSON

    /// JSON stays JSON, and no name stands twice where it stood once.
    private static func checkJSON(
        _ line: Span<UInt8>, _ written: Span<UInt8>, isMasking: Bool
    ) {
        guard let after = repeatedNames(written) else {
            return check(false, "JSON is none any more", line, written)
        }
        var mended = ByteBuffer()
        let before =
            repeatedNames(line)
            ?? (JSONRepair.mend(line, into: &mended) ? repeatedNames(mended.span) : nil)
        guard let before else { preconditionFailure("read what is no JSON") }
        check(after <= before, "a name stands twice", line, written)
        FuzzAddresses.check(
            strings(mended.isEmpty ? line.array : mended.span.array).span,
            strings(written.array).span, isMasking: isMasking)
    }

    /// All strings of a JSON text as they are meant, one per line.
    private static func strings(_ json: [UInt8]) -> [UInt8] {
        let text = json.span
        var cursor = JSONCursor()
        var plain = ByteBuffer()
        while let token = try? cursor.next(in: text) {
            guard case .string(let range) = token else { continue }
            JSONString.decode(
                text.extracting(range.lowerBound + 1..<range.upperBound - 1), into: &plain)
            plain.append("\n")
        }
        return plain.span.array
    }

    /// How many names stand in an object that has them already; `nil` if the text is no JSON.
    private static func repeatedNames(_ text: Span<UInt8>) -> Int? {
        var cursor = JSONCursor()
        var seen: [Set<[UInt8]>] = [[]]
        var count = 0
        do {
            while let token = try cursor.next(in: text) {
                switch token {
                case .beginObject, .beginArray: seen.append([])
                case .endObject, .endArray: seen.removeLast()
                case .name(let range):
                    if !seen[seen.count - 1].insert(text.extracting(range).array).inserted {
                        count += 1
                    }
                default: break
                }
            }
        } catch {
            return nil
        }
        return count
    }

    // MARK: Layouts

    /// Fields lie in order inside their line, and a block is split like its lines.
    static func checkSplitting(_ lines: Span<UInt8>, _ format: AccessLogFormat) {
        var fields = LogFields()
        var ahead = LogFields()
        var cursor = LineCursor()
        while let line = cursor.next(in: lines) {
            let start = line.content.lowerBound
            let fits = format.split(lines.extracting(line.content), into: &fields)
            if fits {
                precondition(fields.count == format.fields.count, "another number of fields")
                var end = 0
                for index in 0..<fields.count {
                    precondition(end <= fields[index].lowerBound, "fields overlap")
                    end = fields[index].upperBound
                }
                precondition(end <= line.content.count, "a field beyond its line")
            }
            guard let next = format.splitNext(lines, from: start, into: &ahead) else { continue }
            precondition(next == line && fits, "a block is split otherwise than its lines")
            for index in 0..<fields.count {
                precondition(ahead[index] == fields.range(index, from: start), "another field")
                precondition(ahead.hasEscapes(index) == fields.hasEscapes(index))
            }
        }
    }

    /// A layout whose columns are read in every way: the first letter of the name says how.
    static func template(_ text: String, escapes: UInt8) -> LogTemplate {
        var forms: [String: LogColumnForm] = [:]
        for (letter, form) in zip("abcdefghijklmnopqrstuvwxyz", self.forms) {
            forms[String(letter)] = form
        }
        let styles: [LogEscapes.Style] = [.apache, .nginx, .json, .none, .haproxy]
        return LogTemplate(text, columns: forms, escapes: styles[Int(escapes >> 3) % styles.count])
    }

    private static let forms: [LogColumnForm] = [
        LogColumnForm(), LogColumnForm(extent: .toLast), LogColumnForm(extent: .text),
        LogColumnForm(extent: .list), LogColumnForm(extent: .eitherWay),
        LogColumnForm(extent: .rest), LogColumnForm(extent: .text, parts: .bars),
        LogColumnForm(extent: .text, parts: .quoted), LogColumnForm(shape: .status),
        LogColumnForm(shape: .count), LogColumnForm(shape: .number), LogColumnForm(shape: .port),
        LogColumnForm(extent: .text, shape: .time), LogColumnForm(shape: .method, isRelayed: true),
        LogColumnForm(shape: .siteName), LogColumnForm(shape: .hostName, isRelayed: true),
        LogColumnForm(extent: .text, shape: .mediaType), LogColumnForm(shape: .counters),
        LogColumnForm(shape: .flags), LogColumnForm(shape: .code),
        LogColumnForm(shape: .address), LogColumnForm(shape: .path), LogColumnForm(shape: .url),
        LogColumnForm(shape: .digest), LogColumnForm(extent: .text, shape: .commonTime),
        LogColumnForm(extent: .text, shape: .calendarTime, leftOut: nil),
    ]
}
