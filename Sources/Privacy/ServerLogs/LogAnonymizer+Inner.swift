package import Bytes
import Decoding

extension LogAnonymizer {
    /// Lines inside lines inside lines: a container's line of a log daemon's line of a server's.
    ///
    /// What is nested deeper is read as text; who nests it pays.
    static let deepestNesting = 4

    /// Appends the treated form of a line that stands inside another, decoded.
    ///
    /// It is read in the first of ``inner`` that it fits, otherwise as the text that `rule` says. Line
    /// breaks at its end stay; a text of several lines is read as one. The formats that `names` have
    /// are tried first. `false` when it is left out.
    mutating func treatInner(
        _ text: Span<UInt8>, _ rule: FieldRule, preferring names: [String] = [],
        into output: inout ByteBuffer
    ) -> Bool {
        var end = text.count
        while end > 0, text[end - 1] == UInt8(ascii: "\n") || text[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        let line = text.extracting(0..<end)
        collect(line)
        if line.isEmpty || anonymizeInner(line, preferring: names, into: &output) {
            output.append(text, end..<text.count)
            return true
        }
        if rule.treatment == .scrub {
            treatText(line, rule, values: .none, into: &output)
            output.append(text, end..<text.count)
            return true
        }
        let stays = values.treat(line, rule, into: &output)
        output.append(text, end..<text.count)
        return stays
    }

    /// Keeps a line inside a line of a sample, while such lines are collected.
    mutating func collect(_ line: Span<UInt8>) {
        guard collected != nil else { return }
        collected?.append(line)
        collected?.append(UInt8(ascii: "\n"))
    }

    /// Appends `line` as the first of ``inner`` that it fits.
    ///
    /// Returns `false` and appends nothing when it fits none.
    mutating func anonymizeInner(
        _ line: Span<UInt8>, preferring names: [String], into output: inout ByteBuffer
    ) -> Bool {
        guard nesting < Self.deepestNesting, line.firstOffset(of: UInt8(ascii: "\n")) == nil else {
            return false
        }
        nesting += 1
        defer { nesting -= 1 }
        let mark = output.count
        for name in names {
            for format in inner where format.name == name {
                if anonymize(line, as: format, into: &output) { return true }
                output.truncate(to: mark)
            }
        }
        for format in inner where !names.contains(format.name) {
            if anonymize(line, as: format, into: &output) { return true }
            output.truncate(to: mark)
        }
        return false
    }

    /// Appends the lines that stand inside `line` of a wrapper, each with a line break, and nothing
    /// where it does not fit.
    ///
    /// For the choice of their format; what is appended is raw.
    package mutating func collectInner(
        of line: Span<UInt8>, as format: CompiledLogFormat, into output: inout ByteBuffer
    ) {
        var treated = ByteBuffer()
        collected = ByteBuffer()
        if anonymize(line, as: format, into: &treated), let inside = collected?.span {
            output.append(inside)
        }
        collected?.wipe()
        collected = nil
        treated.wipe()
    }
}
