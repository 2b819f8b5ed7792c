import Bytes
import Consent

/// A ``ConsentField`` ready to be compared with bytes.
///
/// Words are compared without regard to case: what is read as a yes by one reader and passed on as
/// another word to the next would be a hole.
final class CompiledConsentField: Sendable {
    /// A word of a category and the purposes that it stands for; none for what nobody is asked about.
    struct Category: Sendable {
        let word: [UInt8]
        let purposes: PurposeSet
    }

    /// The names of the two lists of an object.
    struct Lists: Sendable {
        let granted: [UInt8]
        let denied: [UInt8]
    }

    /// Of a plain value: what all its texts speak of.
    let purposes: PurposeSet
    let granted: [[UInt8]]
    let denied: [[UInt8]]
    let categories: [Category]
    /// `nil` where the members themselves are the categories.
    let lists: Lists?
    let isObject: Bool
    /// Whether each value is a category.
    let isItem: Bool
    let reading: ConsentField.Reading
    let keepsOthers: Bool
    private let kept: [[UInt8]]

    init(_ field: ConsentField) {
        reading = field.reading
        keepsOthers = field.keepsOthers
        kept = field.kept.map { Array($0.utf8) }
        if case .items = field.form { isItem = true } else { isItem = false }
        switch field.form {
        case .choice(let purposes, let granted, let denied):
            self.purposes = purposes
            self.granted = granted.map { Array($0.utf8) }
            self.denied = denied.map { Array($0.utf8) }
            categories = []
            lists = nil
            isObject = false
        case .items(let words):
            purposes = []
            granted = []
            denied = []
            categories = words.map(Self.category)
            lists = nil
            isObject = false
        case .members(let words):
            purposes = []
            granted = []
            denied = []
            categories = words.map(Self.category)
            lists = nil
            isObject = true
        case .lists(let granted, let denied, let words):
            purposes = []
            self.granted = []
            self.denied = []
            categories = words.map(Self.category)
            lists = Lists(granted: Array(granted.utf8), denied: Array(denied.utf8))
            isObject = true
        }
    }

    private static func category(_ definition: CategoryDefinition) -> Category {
        Category(word: Array(definition.word.utf8), purposes: definition.purposes)
    }

    /// What a plain value says; `unknown` if it is none of the texts.
    func state(of value: Span<UInt8>) -> ConsentState {
        if Self.isOne(value, of: denied) { return .denied }
        return Self.isOne(value, of: granted) ? .granted : .unknown
    }

    /// Whether the text of a further member may leave.
    func keeps(_ value: Span<UInt8>) -> Bool { Self.isOne(value, of: kept) }

    /// How a refusal is written in the place of a value: `false` for `true`, `denied` for `granted`.
    ///
    /// The texts of both lists belong together in their order.
    func refusal(insteadOf value: Span<UInt8>) -> [UInt8]? {
        for (position, word) in granted.enumerated()
        where position < denied.count && value.equalsIgnoringCase(word.span) {
            return denied[position]
        }
        return denied.first
    }

    /// The purposes of a category; `nil` for a word that the map does not know.
    func purposes(of word: Span<UInt8>) -> PurposeSet? {
        for category in categories where word.equalsIgnoringCase(category.word.span) {
            return category.purposes
        }
        return nil
    }

    private static func isOne(_ value: Span<UInt8>, of words: [[UInt8]]) -> Bool {
        for word in words where value.equalsIgnoringCase(word.span) { return true }
        return false
    }
}
