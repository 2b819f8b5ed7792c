import Consent
import Decoding

/// What the engine does with one field: the field map's knowledge joined with the profile's decision.
///
/// Plain bits only: a rule is copied for every field of every record.
package struct FieldRule: Sendable {
    package let kind: Kind
    private let kindPlace: UInt8
    package let treatment: Treatment
    /// How the value is decoded further; `nil` for a plain value.
    let nested: NestedRule?
    /// Whether the value is taken apart instead of being treated as a whole.
    let descends: Bool
    let shape: PseudonymShape
    let fact: Fact?
    /// What a kept value of a log must look like.
    let grammar: LogFieldShape
    /// The consent field to lower, if this is one.
    let loweredConsent: ConsentLowering.Field?
    /// What the field, or one inside it, says of consent.
    let consent: ConsentMark
    /// The place of the only values that may leave in the map's lists, or -1.
    let values: Int32
    /// Whether each object here is an event of its own.
    let isEvent: Bool
    /// Whether a walk can step over the field without looking at its value.
    let isLeftOut: Bool
    /// Whether the field may say who or what the visitor's browser is, which is read beforehand.
    let isSurveyed: Bool
    /// Whether the value as a whole stays or goes; where not, it has to be taken apart or rewritten.
    let isJudged: Bool
    /// Whether the rule is for one name, which a form writes as it stands.
    let hasPlainName: Bool
    /// Whether the value becomes "other" where too few visitors have the same browser.
    let isBrowser: Bool
    /// Whether each array here is a name of the sender's own and its value.
    let isNamed: Bool
    /// Line in the map's file, from 1; 0 for the rule of what no map names.
    package let line: Int32

    init(
        kind: Kind, treatment: Treatment, nested: NestedRule? = nil, isStructure: Bool = false,
        shape: PseudonymShape = .digits(10), fact: Fact? = nil,
        loweredConsent: ConsentLowering.Field? = nil, consent: ConsentMark = .none,
        values: Int32 = -1, isEvent: Bool = false, hasPlainName: Bool = false,
        isBrowser: Bool = false, isNamed: Bool = false, grammar: LogFieldShape = .anything,
        line: Int32 = 0
    ) {
        self.kind = kind
        kindPlace = UInt8(truncatingIfNeeded: Self.position(of: kind))
        self.treatment = treatment
        self.nested = nested
        let descends = nested != nil && (isStructure || treatment != .remove)
        self.descends = descends
        isLeftOut = treatment == .remove && fact == nil && !descends
        isSurveyed =
            switch kind {
            case .clientID, .userAgent, .language, .screen: true
            default: descends
            }
        isJudged =
            switch treatment {
            case .keep, .scrub, .token, .eventName, .credential:
                !descends && !isEvent && loweredConsent == nil && consent.place < 0
                    && !consent.isString && !isBrowser
            default: false
            }
        self.shape = shape
        self.fact = fact
        self.grammar = grammar
        self.loweredConsent = loweredConsent
        self.consent = consent
        self.values = values
        self.isEvent = isEvent
        self.hasPlainName = hasPlainName
        self.isBrowser = isBrowser
        self.isNamed = isNamed
        self.line = line
    }

    /// The rule for every field that no map names.
    static let unknown = FieldRule(kind: .unknown, treatment: .remove)

    /// Whether the value is a URL of which at least the path leaves, reduced.
    var reducesWhole: Bool {
        (treatment == .reduceURL || treatment == .stripURL)
            && !descends && values < 0 && !isLowered
    }

    /// Whether the value is written so that it claims no more than was decided.
    var isLowered: Bool { loweredConsent != nil || consent.place >= 0 || consent.isString }

    /// The kind's place in ``Kind/allCases``, for counting without a search.
    var kindPosition: Int { Int(kindPlace) }

    /// The place of a kind in ``Kind/allCases``.
    static func position(of kind: Kind) -> Int { positions[kind] ?? 0 }

    private static let positions = Dictionary(
        uniqueKeysWithValues: Kind.allCases.enumerated().map { ($1, $0) })
}

/// The codecs around and inside a value, and the number of the table that names its fields.
struct NestedRule: Sendable {
    /// How the unwrapped value is split.
    enum Structure: UInt8, Sendable {
        /// It is one value.
        case plain
        /// An object of the JSON text that it stands in.
        case object
        case form, json, tildeItem, requestLine, parameters, semicolons, userData, linker
        case logLine, namedValues
    }

    /// Most codecs around one value; a map that asks for more is refused.
    static let mostWrappers = 4

    /// From the outermost inwards, one byte each, 0 for none.
    private var wrappers: UInt32 = 0
    let structure: Structure
    let table: Int32

    /// `chain` as a map writes it: wrappers, and at most one codec that splits, at its end.
    init(chain: [NestedCodec], table: Int) {
        self.table = Int32(table)
        var structure = chain.isEmpty ? Structure.object : .plain
        var position: UInt32 = 0
        for codec in chain {
            switch codec {
            case .form: structure = .form
            case .json: structure = .json
            case .tildeItem: structure = .tildeItem
            case .requestLine: structure = .requestLine
            case .parameters: structure = .parameters
            case .semicolons: structure = .semicolons
            case .userData: structure = .userData
            case .linker: structure = .linker
            case .logLine: structure = .logLine
            case .namedValues: structure = .namedValues
            case .base64, .percent, .inflate:
                guard position < UInt32(Self.mostWrappers) else { continue }
                wrappers |= Self.code(codec) &<< (8 * position)
                position += 1
            }
        }
        self.structure = structure
    }

    /// How many codecs are around the value.
    var wrapperCount: Int { (32 - wrappers.leadingZeroBitCount + 7) / 8 }

    /// The codec at a depth, the outermost at 0.
    func wrapper(at depth: Int) -> NestedCodec {
        switch wrappers &>> UInt32(8 * depth) & 0xFF {
        case 1: .base64
        case 2: .percent
        default: .inflate
        }
    }

    private static func code(_ codec: NestedCodec) -> UInt32 {
        switch codec {
        case .base64: 1
        case .percent: 2
        default: 3
        }
    }
}
