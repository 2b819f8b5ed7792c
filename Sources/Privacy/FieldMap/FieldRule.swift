import Bytes

/// What the engine does with one field: the field map's knowledge joined with the profile's decision.
package struct FieldRule: Sendable {
    package let kind: Kind
    /// The kind's place in ``Kind/allCases``, for counting without a search.
    let kindPosition: Int
    package let treatment: Treatment
    /// How the value is decoded further, with the table of the fields inside; `nil` for a plain value.
    let nested: NestedRule?
    let shape: PseudonymShape
    let fact: Fact?
    /// The consent field to lower, if this is one.
    let loweredConsent: ConsentLowering.Field?
    /// The consent signal that is read from this field, if any.
    let signal: ConsentSignal?
    /// Whether the field was found by a wildcard, so that its name was chosen by the sender.
    let isWildcard: Bool

    init(
        kind: Kind, treatment: Treatment, nested: NestedRule? = nil,
        shape: PseudonymShape = .digits(10), fact: Fact? = nil,
        loweredConsent: ConsentLowering.Field? = nil, signal: ConsentSignal? = nil,
        isWildcard: Bool = false
    ) {
        self.kind = kind
        kindPosition = Kind.allCases.firstIndex(of: kind) ?? 0
        self.treatment = treatment
        self.nested = nested
        self.shape = shape
        self.fact = fact
        self.loweredConsent = loweredConsent
        self.signal = signal
        self.isWildcard = isWildcard
    }

    /// The rule for every field that no map names.
    static let unknown = FieldRule(kind: .unknown, treatment: .remove)

    /// Whether a walk can step over the field without looking at its value.
    var isLeftOut: Bool { treatment == .remove && fact == nil }

    /// Whether a field's name may leave.
    ///
    /// A name under a wildcard is free text in disguise: it must look like an identifier of a
    /// program, not like one of a person.
    func mayKeepName(_ name: Span<UInt8>) -> Bool {
        guard isWildcard else { return true }
        guard name.count <= Self.longestWildcardName else { return false }
        var digitRun = 0
        for index in name.indices {
            let byte = name[index]
            digitRun = ASCII.isDigit(byte) ? digitRun + 1 : 0
            guard digitRun <= Self.longestDigitRun else { return false }
            guard ASCII.isAlphanumeric(byte) || "._-[]".utf8.contains(byte) else { return false }
        }
        return true
    }

    /// GA4 allows 40 characters after `ep.`; a longer name is a value in disguise.
    private static let longestWildcardName = 48
    /// More digits in a row look like a number of a person or an order.
    private static let longestDigitRun = 4
}

/// A codec and the number of the table that names its fields.
struct NestedRule: Sendable {
    let codec: NestedCodec
    let table: Int
}
