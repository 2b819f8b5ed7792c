package import Bytes
import Decoding

/// Turns log lines into anonymous ones.
///
/// One per worker; the same engine that treats events.
///
/// Invariants:
/// 1. A line is appended whole or not at all.
/// 2. Between two calls all scratch buffers are empty.
package struct LogAnonymizer: ~Copyable {
    var values: ValueTreatments
    let options: EngineOptions
    /// The formats that a line inside another may be written in, the likeliest first.
    let inner: [CompiledLogFormat]
    var fields = LogFields()
    var plain = ByteBuffer(capacity: 1024)
    var treated = ByteBuffer(capacity: 1024)
    /// What the line says that can be counted; collected only where somebody counts.
    package var request = LogRequestDraft()
    private var scrubbed = ScrubCounts()
    /// How many wrappers are around the line at hand.
    var depth = 0

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
            return values.treat(value, rule, into: &output)
        }
        return treatRequestLine(value, rule, into: &output)
    }

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
        guard values.treat(line.extracting(parts.target), rule, into: &output) else { return false }
        if let version = parts.version {
            output.append(UInt8(ascii: " "))
            output.append(line, version)
        }
        return true
    }

    func isMissing(_ raw: Span<UInt8>) -> Bool {
        raw.isEmpty || raw.count == 1 && raw[0] == UInt8(ascii: "-")
    }
}
