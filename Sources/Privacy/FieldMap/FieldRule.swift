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

    init(
        kind: Kind, treatment: Treatment, nested: NestedRule? = nil,
        shape: PseudonymShape = .digits(10), fact: Fact? = nil,
        loweredConsent: ConsentLowering.Field? = nil, signal: ConsentSignal? = nil
    ) {
        self.kind = kind
        kindPosition = Self.position(of: kind)
        self.treatment = treatment
        self.nested = nested
        self.shape = shape
        self.fact = fact
        self.loweredConsent = loweredConsent
        self.signal = signal
    }

    /// The rule for every field that no map names.
    static let unknown = FieldRule(kind: .unknown, treatment: .remove)

    /// Whether a walk can step over the field without looking at its value.
    var isLeftOut: Bool { treatment == .remove && fact == nil }

    /// The place of a kind in ``Kind/allCases``.
    static func position(of kind: Kind) -> Int { positions[kind] ?? 0 }

    private static let positions = Dictionary(
        uniqueKeysWithValues: Kind.allCases.enumerated().map { ($1, $0) })
}

/// A codec and the number of the table that names its fields.
struct NestedRule: Sendable {
    let codec: NestedCodec
    let table: Int
}
