import Bytes
import Decoding

/// Lines that a log daemon or container runtime wrote before another line.
final class WrappedLogFormat: Sendable {
    /// Which formats the lines of one program are tried with first.
    struct Program: Sendable {
        let name: [UInt8]
        let formats: [String]
    }

    let head: LogHead
    let host: FieldRule
    let program: FieldRule
    let process: FieldRule
    let messageID: FieldRule
    /// The number of a mail at the beginning of a message.
    let queue: FieldRule
    let message: FieldRule
    /// The parameters of structured data.
    let structuredData: MessageValues
    /// The values that the message itself names.
    let values: MessageValues
    let programs: [Program]
    /// Formats of one program's lines each.
    private let texts: [WrappedLogFormat]
    /// The programs whose lines alone are of this format; empty for any.
    let owners: [[UInt8]]

    init(_ definition: LogFormatDefinition, profile: Profile) {
        let wrapping = definition.wrapping ?? WrappingDefinition()
        let map = CompiledMap(logColumns: definition.columns, profile: profile)
        func rule(_ field: WrappedField) -> FieldRule {
            map.rule(for: Array(field.rawValue.utf8).span)
        }
        head = wrapping.head
        host = rule(.host)
        program = rule(.program)
        process = rule(.process)
        messageID = rule(.messageID)
        queue = rule(.queue)
        message = rule(.message)
        structuredData = MessageValues(wrapping.structuredData, profile: profile)
        values = MessageValues(wrapping.values, profile: profile)
        programs = wrapping.programs.map { Program(name: Array($0.name.utf8), formats: $0.formats) }
        texts = wrapping.texts.map { WrappedLogFormat($0, profile: profile) }
        owners = wrapping.linesOf.map { Array($0.utf8) }
    }

    /// Whether a line, given without terminator, is written in this format.
    func fits(_ line: Span<UInt8>) -> Bool {
        switch head {
        case .container: return ContainerHead.messageStart(line) != nil
        case .syslog:
            guard let head = DaemonHead.split(line), head.isCertain else { return false }
            return isOwn(line, head.program)
        }
    }

    /// Whether lines of `program` are of this format.
    func isOwn(_ line: Span<UInt8>, _ program: Range<Int>?) -> Bool {
        guard !owners.isEmpty else { return true }
        guard let program else { return false }
        let name = line.extracting(program)
        for owner in owners where Self.names(name, owner.span) { return true }
        return false
    }

    /// The format that says how messages of `program` are read, if there is one.
    func text(of program: Range<Int>?, in line: Span<UInt8>) -> WrappedLogFormat? {
        if !owners.isEmpty { return self }
        guard program != nil else { return nil }
        for text in texts where text.isOwn(line, program) { return text }
        return nil
    }

    /// The formats in which the lines of `program` are tried first.
    func formats(of program: Span<UInt8>) -> [String] {
        for known in programs where Self.names(program, known.name.span) { return known.formats }
        return []
    }

    /// Whether `program` is `name`, or a service or version of it: `postfix/smtpd`, `php-fpm8.2`.
    private static func names(_ program: Span<UInt8>, _ name: Span<UInt8>) -> Bool {
        guard program.count >= name.count, program.extracting(0..<name.count).equals(name) else {
            return false
        }
        return program.count == name.count || !ASCII.isLetter(program[name.count])
    }
}
