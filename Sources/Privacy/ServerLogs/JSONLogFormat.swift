import Bytes
import Decoding

/// Lines that are one JSON object each.
///
/// Names of members are compared without regard to case, and `a.b` is the member `b` of the member
/// `a`, however the writer nests them.
final class JSONLogFormat: Sendable {
    let map: CompiledMap
    /// Names that a line must have at its top, in lower case.
    private let members: [[UInt8]]
    /// What becomes of a member that no map names.
    let unknown: FieldRule
    /// What becomes of a text that is to be kept, though nothing says what it may hold.
    let unread: Treatment
    /// Whether the map names members that hold lines of other formats.
    let holdsLines: Bool

    init(_ definition: LogFormatDefinition, profile: Profile) {
        map = CompiledMap(logColumns: definition.columns.map(\.lowercased), profile: profile)
        members = definition.members.prefix(LogFormatDefinition.mostMembers).map {
            Array($0.lowercased().utf8)
        }
        unknown = FieldRule(kind: .unknown, treatment: profile.logTreatment(of: .unknown))
        unread = profile.logTreatment(of: .freeText) == .maskAddresses ? .maskAddresses : .scrub
        holdsLines = definition.columns.contains(where: \.holdsLines)
    }

    /// Whether a profile changes nothing but addresses, so that also what no map names stays.
    var keepsUnknown: Bool { unknown.treatment == .maskAddresses }

    // MARK: Recognising

    /// A bit for the place of a name, in lower case, among those that a line must have.
    func bit(of name: Span<UInt8>) -> UInt32 {
        var bit: UInt32 = 1
        for member in members {
            if name.equals(member.span) { return bit }
            bit &<<= 1
        }
        return 0
    }

    /// The bits of all names that a line must have.
    var wantedBits: UInt32 { 1 &<< UInt32(members.count) &- 1 }

    /// Whether a line, given without terminator, is written in this format.
    func fits(_ line: Span<UInt8>) -> Bool {
        guard JSONLogFormat.mayBeObject(line) else { return false }
        if fitsAsWritten(line) { return true }
        var mended = ByteBuffer()
        defer { mended.wipe() }
        return JSONRepair.mend(line, into: &mended) && fitsAsWritten(mended.span)
    }

    /// Whether a line begins like an object; cheap.
    static func mayBeObject(_ line: Span<UInt8>) -> Bool {
        for index in line.indices {
            switch line[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): continue
            case UInt8(ascii: "{"): return true
            default: return false
            }
        }
        return false
    }

    private func fitsAsWritten(_ line: Span<UInt8>) -> Bool {
        var cursor = JSONCursor()
        var seen: UInt32 = 0
        var name = ByteBuffer()
        do {
            guard case .beginObject? = try cursor.next(in: line) else { return false }
            while let token = try cursor.next(in: line) {
                guard cursor.depth == 1, case .name(let quoted) = token else { continue }
                name.wipeAll()
                JSONName.read(line, quoted, hasEscapes: cursor.hasEscapes, into: &name)
                seen |= bit(of: name.span)
            }
        } catch {
            return false
        }
        return seen == wantedBits
    }

    // MARK: Rules

    /// The rule of a member whose name is given in lower case.
    func rule(for name: Span<UInt8>, table: Int) -> FieldRule {
        rule(for: name, table: table, depth: 0) ?? unknown
    }

    private func rule(for name: Span<UInt8>, table: Int, depth: Int) -> FieldRule? {
        let found = map.rule(for: name, table: table)
        if found.isKnown || found.nested != nil { return found }
        guard depth < Self.mostDots else { return nil }
        var dot = 0
        while let next = name.firstOffset(of: UInt8(ascii: "."), from: dot) {
            let outer = map.rule(for: name.extracting(0..<next), table: table)
            if outer.descends, let nested = outer.nested, nested.structure.holdsMembers,
                let inner = rule(
                    for: name.extracting(next + 1..<name.count), table: Int(nested.table),
                    depth: depth + 1)
            {
                return inner
            }
            dot = next + 1
        }
        return nil
    }

    /// Dots in names that nest; the names of OpenTelemetry have some six.
    private static let mostDots = 8
}

extension NestedRule.Structure {
    /// Whether an object may stand in the place of the value, with members that a table names.
    var holdsMembers: Bool {
        switch self {
        case .object, .json, .requestLine, .namedValues, .logLine: true
        default: false
        }
    }
}

extension FieldDefinition {
    /// The field with all patterns in lower case.
    fileprivate var lowercased: FieldDefinition {
        var field = self
        field.pattern = pattern.lowercased()
        field.fields = fields.map(\.lowercased)
        return field
    }

    /// Whether the field, or one inside it, holds a line of a log.
    fileprivate var holdsLines: Bool {
        decode.last == .logLine || fields.contains(where: \.holdsLines)
    }
}

/// Names of members as maps compare them.
enum JSONName {
    /// Appends the name between the quotes of `quoted`, decoded and in lower case.
    static func read(
        _ input: Span<UInt8>, _ quoted: Range<Int>, hasEscapes: Bool, into name: inout ByteBuffer
    ) {
        let start = name.count
        let written = input.extracting(quoted.lowerBound + 1..<quoted.upperBound - 1)
        if hasEscapes {
            JSONString.decode(written, into: &name)
        } else {
            name.append(written)
        }
        for index in start..<name.count { name[index] = ASCII.lowercased(name[index]) }
    }
}
