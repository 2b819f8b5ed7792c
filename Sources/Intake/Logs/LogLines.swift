package import Bytes
import Decoding
package import Privacy

/// Sees what each line says that can be counted, on the thread that reads it.
package protocol LogLineObserver: AnyObject {
    /// A line that fits a format; what the draft holds is raw, and overwritten when this returns.
    func note(_ request: borrowing LogRequestDraft)
}

/// Carries blocks of a log file to the engine, line by line, and says what became of each.
///
/// A line that does not fit the first format is tried with the others, because files mix them; what
/// fits none is scrubbed, dropped or refused, never passed through. So is a line that is no text,
/// but there is nothing to scrub in it: a dash takes its place.
package final class LogLines: LineAnonymizer {
    private let formats: [CompiledLogFormat]
    private let policy: UnparsedPolicy
    private var engine: LogAnonymizer
    private var counted: [Int]
    /// Whoever counts; batches do not.
    package var observer: (any LogLineObserver)? {
        didSet { engine.request.isCollected = observer != nil }
    }

    /// With no formats every line is free text, and none is unparsed unless it is no text at all.
    ///
    /// `inner` are the formats of lines inside lines, where `formats` have wrappers.
    package init(
        formats: [CompiledLogFormat], inner: [CompiledLogFormat] = [], policy: UnparsedPolicy,
        options: EngineOptions
    ) {
        self.formats = formats
        self.policy = policy
        engine = LogAnonymizer(options: options, inner: inner)
        counted = Array(repeating: 0, count: Kind.names.count)
    }

    package func anonymize(
        _ block: Span<UInt8>, into output: inout ByteBuffer, tally: inout LineTally
    ) throws(UnparsedLine) {
        output.reserve(block.count + block.count / 8)
        try Self.anonymize(
            block, formats, policy, &engine, observer, into: &output, tally: &tally)
        report(into: &tally)
    }

    /// The lines of a block: runs of the first format, and between them one by one what is none.
    private static func anonymize(
        _ block: Span<UInt8>, _ formats: [CompiledLogFormat], _ policy: UnparsedPolicy,
        _ engine: inout LogAnonymizer, _ observer: (any LogLineObserver)?,
        into output: inout ByteBuffer, tally: inout LineTally
    ) throws(UnparsedLine) {
        var position = 0
        var index = 0
        while position < block.count {
            // Whoever counts sees each line by itself.
            if let format = formats.first, observer == nil {
                let count = engine.anonymizeLines(
                    block, from: &position, as: format, into: &output)
                tally.read += count
                tally.written += count
                index += count
            }
            var cursor = LineCursor(from: position)
            guard let line = cursor.next(in: block) else { return }
            let mark = output.count
            tally.read += 1
            let fate = anonymize(
                block.extracting(line.content), formats, after: observer == nil ? 1 : 0, policy,
                &engine, into: &output)
            if let observer {
                if case .written = fate { observer.note(engine.request) }
                engine.request.forget()
            }
            switch fate {
            case .written:
                tally.written += 1
                output.append(block, line.terminator)
            case .scrubbed:
                tally.unparsed += 1
                tally.written += 1
                output.append(block, line.terminator)
            case .dropped:
                tally.unparsed += 1
                tally.dropped += 1
                output.truncate(to: mark)
            case .refused:
                throw UnparsedLine(offset: line.content.lowerBound, index: index)
            }
            position = cursor.position
            index += 1
        }
    }

    private enum Fate {
        case written
        case scrubbed
        case dropped
        case refused
    }

    /// One line, which the first `tried` formats did not fit.
    private static func anonymize(
        _ line: Span<UInt8>, _ formats: [CompiledLogFormat], after tried: Int,
        _ policy: UnparsedPolicy, _ engine: inout LogAnonymizer, into output: inout ByteBuffer
    ) -> Fate {
        // Blank lines are the file's own, and an archive may hold nothing else, by the gigabyte.
        if line.isEmpty { return .written }
        for format in formats.dropFirst(tried)
        where engine.anonymize(line, as: format, into: &output) {
            return .written
        }
        // So are `#` lines; a comment may still name somebody.
        let isText = !isBinary(line)
        if isText, formats.isEmpty || line[0] == UInt8(ascii: "#") {
            engine.scrub(line, into: &output)
            return .written
        }
        switch policy {
        case .scrub:
            if isText, isBrokenObject(line) {
                // Names and values in a text of their own kind: what the detectors know of prose would
                // leave most of it.
                output.append("{}")
            } else if isText {
                engine.scrub(line, into: &output)
            } else {
                output.append(UInt8(ascii: "-"))
            }
            return .scrubbed
        case .drop:
            return .dropped
        case .fail:
            return .refused
        }
    }

    /// Whether a line begins as a JSON object with members, and so was cut or damaged, or is written
    /// in a format that nobody named.
    private static func isBrokenObject(_ line: Span<UInt8>) -> Bool {
        guard line.count > 2, line[0] == UInt8(ascii: "{") else { return false }
        var position = 1
        while position < line.count, line[position] == UInt8(ascii: " ") { position += 1 }
        return position < line.count && line[position] == UInt8(ascii: "\"")
    }

    /// Whether a line is no text that detectors can read: UTF-16, packed data, or a core dump.
    ///
    /// Any NUL tells, and so do more than a few control bytes; tabs, and the escapes of coloured
    /// text, are no sign.
    private static func isBinary(_ line: Span<UInt8>) -> Bool {
        var controls = 0
        for index in line.indices {
            switch line[index] {
            case 0: return true
            case 0x09, 0x0D, 0x1B: break
            case 0x01..<0x20, 0x7F: controls += 1
            default: break
            }
        }
        return controls > mostControls
    }

    /// A few stray control bytes come with terminals and broken clients.
    private static let mostControls = 3

    private func report(into tally: inout LineTally) {
        let counts = engine.tally.counts
        for kind in counts.indices where counts[kind] > counted[kind] {
            tally.countTreated(kind, times: counts[kind] - counted[kind])
        }
        counted = counts
    }
}
