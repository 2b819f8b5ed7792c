package import Bytes
import Decoding

/// Turns log lines into anonymous ones.
///
/// One per worker; the same engine that treats events.
///
/// Invariants:
/// 1. A line is appended whole or not at all.
/// 2. Between two calls all scratch buffers are empty; raw values stay in ``memo`` alone, which
///    overwrites them when the anonymizer goes.
package struct LogAnonymizer: ~Copyable {
    var values: ValueTreatments
    let options: EngineOptions
    /// The formats that a line inside another may be written in, the likeliest first.
    let inner: [CompiledLogFormat]
    /// How many lines the one that is being read stands in.
    var nesting = 0
    /// The lines inside the lines of a sample, while they are collected instead of being treated.
    var collected: ByteBuffer?
    /// What became of each value, while somebody asks.
    var traces: [ColumnTrace]?
    var scratch = ScratchStack()
    var fields = LogFields()
    /// What the last `#Fields` line says.
    var w3c = W3CState()
    var plain = ByteBuffer(capacity: 1024)
    var treated = ByteBuffer(capacity: 1024)
    /// What values of the lines before became.
    var memo = ValueMemo()
    /// What the line says that can be counted; collected only where somebody counts.
    package var request = LogRequestDraft()
    private var scrubbed = ScrubCounts()

    /// `inner` are the formats that a line may have inside a line of a wrapper.
    package init(options: EngineOptions, inner: [CompiledLogFormat] = []) {
        self.options = options
        self.inner = inner
        values = ValueTreatments(options: options)
    }

    /// How many values of each kind were treated since the start.
    package var tally: TreatmentTally { values.tally }

    /// Appends `line`, given without terminator, with its columns treated.
    ///
    /// Returns `false` and appends nothing when the line does not fit the format.
    package mutating func anonymize(
        _ line: Span<UInt8>, as format: CompiledLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        switch format.codec {
        case .columns(let columns): anonymize(line, in: columns, into: &output)
        case .json(let json): anonymize(line, in: json, into: &output)
        case .w3c(let w3c): anonymize(line, in: w3c, into: &output)
        case .message(let message): anonymize(line, in: message, into: &output)
        case .wrapped(let wrapped): anonymize(line, in: wrapped, into: &output)
        case .alternatives(let formats): anonymize(line, inAnyOf: formats, into: &output)
        }
    }

    private mutating func anonymize(
        _ line: Span<UInt8>, inAnyOf formats: [CompiledLogFormat], into output: inout ByteBuffer
    ) -> Bool {
        for format in formats where anonymize(line, as: format, into: &output) { return true }
        return false
    }

    /// Appends the lines of `block` from `position` on, with their terminators, up to the first that
    /// does not fit the format.
    ///
    /// Returns how many there were; `position` stands behind them then. For those who count nothing:
    /// ``request`` is not collected.
    package mutating func anonymizeLines(
        _ block: Span<UInt8>, from position: inout Int, as format: CompiledLogFormat,
        into output: inout ByteBuffer
    ) -> Int {
        if case .columns(let columns) = format.codec {
            return anonymizeLines(block, from: &position, in: columns, into: &output)
        }
        if case .alternatives(let formats) = format.codec {
            return anonymizeLines(block, from: &position, inAnyOf: formats, into: &output)
        }
        var count = 0
        var cursor = LineCursor(from: position)
        while let line = cursor.next(in: block),
            anonymize(block.extracting(line.content), as: format, into: &output)
        {
            output.append(block, line.terminator)
            position = cursor.position
            count &+= 1
        }
        return count
    }

    /// Runs of the first format, and between them single lines of the others: each line is tried with
    /// the first, so that the result does not depend on where a block begins.
    private mutating func anonymizeLines(
        _ block: Span<UInt8>, from position: inout Int, inAnyOf formats: [CompiledLogFormat],
        into output: inout ByteBuffer
    ) -> Int {
        guard let first = formats.first else { return 0 }
        var count = 0
        while true {
            count &+= anonymizeLines(block, from: &position, as: first, into: &output)
            var cursor = LineCursor(from: position)
            guard let line = cursor.next(in: block) else { return count }
            let text = block.extracting(line.content)
            var fits = false
            for index in formats.indices.dropFirst() where !fits {
                fits = anonymize(text, as: formats[index], into: &output)
            }
            guard fits else { return count }
            output.append(block, line.terminator)
            position = cursor.position
            count &+= 1
        }
    }

    /// Appends a line that fits no format, or free text, without what the detectors find.
    ///
    /// What its wording gives away goes too: see ``MessageCursor``.
    package mutating func scrub(_ line: Span<UInt8>, into output: inout ByteBuffer) {
        scrubText(line, values: .none, into: &output)
    }

    /// Appends a stretch of text without what the detectors find.
    mutating func scrubStretch(_ line: Span<UInt8>, into output: inout ByteBuffer) {
        Scrubber.scrub(line, prefixes: options.prefixes, counts: &scrubbed, into: &output)
    }

    /// Appends the treated form of a decoded value; `false` when it is left out.
    mutating func treat(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        guard rule.nested?.structure == .requestLine, rule.descends else {
            return treatOnce(value, rule, into: &output)
        }
        return treatRequestLine(value, rule, into: &output)
    }

    /// Treats a value as a whole, or repeats what it became the last time.
    private mutating func treatOnce(
        _ value: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        let tag = ValueMemo.Tag(rule)
        guard tag != .none, value.count <= Self.longestRemembered else {
            return values.treat(value, rule, into: &output)
        }
        let key =
            switch rule.treatment {
            case .stripURL, .referrerInternal: Self.withoutQuery(value)
            default: value
            }
        guard let place = ValueMemo.place(of: key, tag: tag) else {
            return values.treat(value, rule, into: &output)
        }
        if let known = memo.memory(of: key, at: place) {
            values.tally.count(rule)
            switch known.outcome {
            case .unchanged: output.append(key)
            case .rewritten: memo.write(known, into: &output)
            case .leftOut: return false
            }
            return true
        }
        let mark = output.count
        let stays = values.treat(value, rule, into: &output)
        let result = output.span.extracting(mark..<output.count)
        let outcome: ValueMemo.Outcome =
            !stays ? .leftOut : result.equals(key) ? .unchanged : .rewritten
        memo.remember(key, at: place, outcome, result: result)
        return stays
    }

    /// The part of a URL that is left when no query stays, or all of it where that is in doubt.
    ///
    /// Neither query nor fragment say anything about scheme, host and path; a blank before them
    /// would be the path's in one case and the text's own end in the other.
    @_lifetime(copy url)
    private static func withoutQuery(_ url: Span<UInt8>) -> Span<UInt8> {
        var end = 0
        while end < url.count, url[end] != UInt8(ascii: "?"), url[end] != UInt8(ascii: "#") {
            end &+= 1
        }
        guard end > 0, url[end &- 1] > 0x20 else { return url }
        return url.extracting(0..<end)
    }

    /// Longer values are left to the treatments, which have bounds of their own.
    private static let longestRemembered = 4096

    /// Method and version stay if they are in their grammar; the target is what the rule is about.
    ///
    /// What is no request line, such as a TLS greeting on a plain port, is left out.
    private mutating func treatRequestLine(
        _ line: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) -> Bool {
        guard let parts = RequestLine.split(line),
            LogFieldShape.method.fits(line.extracting(parts.method)),
            LogFieldShape.protocolVersion.fits(line.extracting(parts.version ?? 0..<0))
        else { return false }
        output.append(line, parts.method)
        output.append(UInt8(ascii: " "))
        var target = parts.target
        // In origin form (RFC 9112 3.2.1) there is no host: what follows two slashes is path.
        while target.count > 1, line[target.lowerBound] == UInt8(ascii: "/"),
            Self.isSlash(line[target.lowerBound + 1])
        {
            output.append(UInt8(ascii: "/"))
            target.removeFirst()
        }
        guard treatOnce(line.extracting(target), rule, into: &output) else { return false }
        if let version = parts.version {
            output.append(UInt8(ascii: " "))
            output.append(line, version)
        }
        return true
    }

    /// Whether a browser reads the byte as a slash (WHATWG URL 4.4).
    private static func isSlash(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
    }

    func isMissing(_ raw: Span<UInt8>) -> Bool {
        raw.isEmpty || raw.count == 1 && raw[0] == UInt8(ascii: "-")
    }
}
