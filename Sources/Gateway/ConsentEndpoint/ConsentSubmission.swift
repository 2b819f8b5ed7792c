import Bytes
import Consent
import Decoding

/// What a page or a script asks to record, as it was sent.
struct ConsentSubmission: Equatable {
    enum Act: Equatable {
        case all
        case none
        /// The purposes that are named with a yes; all others are refused.
        case selected(PurposeSet)
        case withdraw
        case object
        /// What the browser's storage says; `nil` if it says nothing that counts.
        case stored(StoredChoice?)
    }

    /// Why a body was not read.
    enum Fault: Error, Equatable {
        case malformed
        case unsupportedType
    }

    var act: Act
    /// Whether the sender is a script that wants data and no page.
    var isJSON = false

    init(_ act: Act, isJSON: Bool = false) {
        self.act = act
        self.isJSON = isJSON
    }

    /// The longest body; a form has under a hundred bytes, a storage some thousands.
    ///
    /// Whoever sends more gets 413.
    static let longestBody = 8 * 1024

    /// Reads a body by its declared type.
    ///
    /// An undeclared one, and `text/plain` as beacons send it, is read by its first byte.
    static func read(
        _ body: Span<UInt8>, type: Span<UInt8>, stored: (Span<UInt8>) -> StoredChoice?
    ) throws(Fault) -> Self {
        let end = type.firstOffset(of: UInt8(ascii: ";")) ?? type.count
        var range = 0..<end
        while let last = range.last, type[last] == 0x20 || type[last] == 0x09 { range.removeLast() }
        let name = type.extracting(range)
        let begins = body.isEmpty ? 0 : body[0]
        if name.equalsIgnoringCase("application/json") { return try readJSON(body) }
        if name.isEmpty || name.equalsIgnoringCase("text/plain"), begins == UInt8(ascii: "{") {
            return try readJSON(body)
        }
        guard name.isEmpty || name.equalsIgnoringCase("application/x-www-form-urlencoded") else {
            throw .unsupportedType
        }
        return try readForm(body, stored: stored)
    }

    // MARK: Form

    /// `choice=selected&statistics=1`; a field twice, or without a known meaning, refuses or is nothing.
    private static func readForm(
        _ body: Span<UInt8>, stored: (Span<UInt8>) -> StoredChoice?
    ) throws(Fault) -> Self {
        var act: Act?
        var purposes: PurposeSet = []
        var fields = FormCursor()
        while let field = fields.next(in: body) {
            let name = body.extracting(field.name)
            let value = body.extracting(field.value)
            if name.equals("choice") || name.equals("storage") {
                guard act == nil else { throw .malformed }
                act =
                    name.equals("choice")
                    ? try word(value) : .stored(decoded(value, stored: stored))
            } else if let purpose = purpose(named: name), value.equals("1") {
                purposes.formUnion(purpose)
            }
        }
        guard let act else { throw .malformed }
        if case .selected = act { return Self(.selected(purposes)) }
        return Self(act)
    }

    private static func word(_ value: Span<UInt8>) throws(Fault) -> Act {
        if value.equals("all") { return .all }
        if value.equals("none") { return .none }
        if value.equals("selected") { return .selected([]) }
        if value.equals("withdraw") { return .withdraw }
        if value.equals("object") { return .object }
        throw .malformed
    }

    private static func decoded(
        _ value: Span<UInt8>, stored: (Span<UInt8>) -> StoredChoice?
    ) -> StoredChoice? {
        var entries = ByteBuffer(capacity: value.count)
        PercentCoding.decode(value, plusIsSpace: true, into: &entries)
        let choice = stored(entries.span)
        entries.wipe()
        return choice
    }

    private static func purpose(named name: Span<UInt8>) -> PurposeSet? {
        if name.equals("statistics") { return .statistics }
        if name.equals("marketing") { return .marketing }
        if name.equals("preferences") { return .preferences }
        return nil
    }

    // MARK: JSON

    /// Nesting below the object is skipped and never needed; who nests deeper is refused.
    private static let deepest = 8

    /// `{"statistics":true,"marketing":false}`, or `{"choice":"withdraw"}`.
    ///
    /// A purpose that is not named is refused, and of one that is named twice a refusal counts. Other
    /// members are passed over.
    private static func readJSON(_ body: Span<UInt8>) throws(Fault) -> Self {
        var cursor = JSONCursor(depthLimit: deepest)
        guard try next(&cursor, body) == .beginObject else { throw .malformed }
        var act: Act?
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        while let token = try next(&cursor, body) {
            guard case .name(let quoted) = token else { continue }
            let name = body.extracting(quoted.lowerBound + 1..<quoted.upperBound - 1)
            let value = body.extracting(try skipValue(&cursor, body))
            if name.equals("choice") {
                guard act == nil, value.count > 2, value[0] == UInt8(ascii: "\"") else {
                    throw .malformed
                }
                act = try word(value.extracting(1..<value.count - 1))
            } else if let purpose = purpose(named: name) {
                if value.equals("true") {
                    granted.formUnion(purpose)
                } else if value.equals("false") {
                    denied.formUnion(purpose)
                } else {
                    throw .malformed
                }
            }
        }
        if let act, act != .selected([]) { return Self(act, isJSON: true) }
        guard act != nil || !granted.union(denied).isEmpty else { throw .malformed }
        return Self(.selected(granted.subtracting(denied)), isJSON: true)
    }

    private static func next(
        _ cursor: inout JSONCursor, _ body: Span<UInt8>
    ) throws(Fault) -> JSONToken? {
        do throws(JSONFault) { return try cursor.next(in: body) } catch { throw .malformed }
    }

    private static func skipValue(
        _ cursor: inout JSONCursor, _ body: Span<UInt8>
    ) throws(Fault) -> Range<Int> {
        do throws(JSONFault) {
            if let range = try cursor.skipValue(in: body) { return range }
        } catch {
            throw .malformed
        }
        throw .malformed
    }
}
