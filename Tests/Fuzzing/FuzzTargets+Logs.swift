import Bytes
import Decoding
import Intake
import Privacy

// Lines of server logs, whole: what goes into the engine and what comes out.

extension FuzzTargets {
    /// Lines of one codec; the first byte picks the format and the profile.
    static func logLines(_ group: FuzzLogs.Group, _ bytes: Span<UInt8>) {
        guard bytes.count > 1, let setting = FuzzLogs.setting(group, bytes[0]) else { return }
        let lines = bytes.extracting(1...)
        FuzzLines.checkEach(lines, setting)
        FuzzLines.checkBlocks(lines, [setting.format], setting.inner, isMasking: setting.isMasking)
    }

    /// A format string in the first line, and lines that are read with it.
    static func formatString(_ bytes: Span<UInt8>) {
        guard bytes.count > 1, let end = bytes.firstOffset(of: UInt8(ascii: "\n"), from: 1)
        else { return }
        let format = bytes.extracting(1..<end).string
        let lines = bytes.extracting(end + 1..<bytes.count)
        let parsed =
            switch bytes[0] & 6 {
            case 0: try? AccessLogFormat(apache: format)
            case 2: try? AccessLogFormat(nginx: format)
            default: try? AccessLogFormat(FuzzLines.template(format, escapes: bytes[0]))
            }
        guard let parsed else { return }
        FuzzLines.checkSplitting(lines, parsed)
        // Every kind somewhere, so that every treatment meets every way of writing a column.
        let kinds = Kind.allCases
        let columns = parsed.fields.enumerated().map { index, field in
            // A time has to stay: a line without one is of no format.
            let kind = kinds[(index + Int(bytes[0] >> 3)) % kinds.count]
            return FieldDefinition(
                pattern: field.text, kind: field.quoting == .bracketed ? .timestamp : kind,
                line: 1)
        }
        let profile = FuzzLogs.profiles[Int(bytes[0] & 1)]
        let compiled = CompiledLogFormat(
            name: "string", format: parsed, columns: columns, profile: profile)
        let isMasking = bytes[0] & 1 == 0
        // Columns of addresses fail closed; all others only lose addresses.
        let isStill = isMasking && !columns.contains { $0.kind == .ip }
        FuzzLines.checkEach(
            lines, FuzzLogs.Setting(compiled, isMasking: isMasking, isStill: isStill))
        FuzzLines.checkBlocks(lines, [compiled], [], isMasking: isMasking)
    }

    /// Lines of no format, and lines of columns between delimiters.
    static func plainLines(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let lines = bytes.extracting(1...)
        if bytes[0] & 1 == 0 {
            return FuzzLines.checkBlocks(lines, [], [], isMasking: false)
        }
        let delimiters = [" ", ",", "\t", ";;"]
        let layout = DelimitedLayout(
            columns: bytes[0] & 2 == 0 ? [1] : [3, 1],
            delimiter: delimiters[Int(bytes[0] >> 2) % delimiters.count],
            replacement: bytes[0] & 64 == 0 ? nil : "0.0.0.0")
        let factory = DelimitedLines.factory(layout, policy: .scrub, options: EngineOptions())
        guard let format = try? factory(lines) else { return }
        FuzzLines.checkBlocks(lines, isMasking: true) { format.makeAnonymizer() }
    }

    /// The choice is the same each time, and lines read with it keep what all lines keep.
    static func chooser(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let profile = FuzzLogs.profiles[Int(bytes[0] & 1)]
        let lines = bytes.extracting(1...)
        let candidates = FuzzLogs.chosen.enumerated().map { index, definition in
            LogFormatCandidate(name: definition.name, isBasic: index == 0) { _ in
                true
            } compiled: {
                try? CompiledLogFormat(definition, profile: profile)
            }
        }
        let choice = LogFormatChooser.choose(among: candidates, for: lines)
        let again = LogFormatChooser.choose(among: candidates, for: lines)
        let names = choice.formats.map(\.name)
        precondition(names == again.formats.map(\.name), "chooses otherwise")
        precondition(choice.inner.map(\.name) == again.inner.map(\.name), "chooses otherwise")
        precondition(Set(names).count == names.count, "a format twice")
        precondition(
            Set(choice.inner.map(\.name)).count == choice.inner.count, "an inner format twice")
        precondition(choice.fitting <= names.count && names.contains("combined"))
        precondition(choice.isRecognised == (choice.name != nil), "a name for nothing")
        FuzzLines.checkBlocks(
            lines, choice.formats, choice.inner, isMasking: bytes[0] & 1 == 0)
    }
}
