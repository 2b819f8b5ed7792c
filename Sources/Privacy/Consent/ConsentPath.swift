import Consent

/// The way from one level of a field map to a field that says something about consent.
struct ConsentPath {
    /// Names that are still to go, with points between them.
    private let path: Substring
    private let signal: ConsentSignal?
    private let signalKey: Int
    /// The place among the consent fields of the map, or -1.
    private let place: Int16
    private let isObject: Bool

    /// The ways from the top, for all that a vendor's map names.
    static func paths(_ signals: [SignalField], _ fields: [ConsentField]) -> [Self] {
        let known = ConsentSignal.allCases
        let standard = ConsentSignal.standardNames.filter { name, _ in
            !signals.contains { $0.field == name } && !fields.contains { $0.path == name }
        }.map { SignalField(signal: $0.signal, field: $0.name) }
        let signals = (signals + standard).map { field in
            Self(
                path: field.field[...], signal: field.signal,
                signalKey: (known.firstIndex(of: field.signal) ?? 0) * statementsOfSignal,
                place: -1, isObject: false)
        }
        return signals
            + fields.enumerated().map { place, field in
                let isObject =
                    switch field.form {
                    case .choice, .items: false
                    case .members, .lists: true
                    }
                return Self(
                    path: field.path[...], signal: nil, signalKey: 0, place: Int16(place),
                    isObject: isObject)
            }
    }

    /// Room for a statement of each class.
    private static let statementsOfSignal = 8

    /// What a rule says of consent, by all ways that lead into its level.
    static func mark(of field: FieldDefinition, by paths: [Self]) -> ConsentMark {
        var mark = ConsentMark()
        for path in paths {
            if path.path == field.pattern {
                if let signal = path.signal {
                    mark.signal = signal
                    mark.signalKey = path.signalKey
                } else {
                    mark.place = path.place
                    mark.isObject = path.isObject
                }
            } else if path.inside(field) != nil {
                mark.isOnTheWay = true
            }
        }
        if field.isRecursive { mark.isOnTheWay = !paths.isEmpty }
        return mark
    }

    /// The rest of the way inside a field; `nil` where it does not lead there.
    func inside(_ field: FieldDefinition) -> Self? {
        guard path.hasPrefix(field.pattern) else { return nil }
        let rest = path.dropFirst(field.pattern.count)
        guard rest.first == "." else { return nil }
        let inner = Self(
            path: rest.dropFirst(), signal: signal, signalKey: signalKey, place: place,
            isObject: isObject)
        return inner.leads(into: field.fields) ? inner : nil
    }

    /// Whether the way ends at one of these fields or inside one.
    func leads(into fields: [FieldDefinition]) -> Bool {
        fields.contains { $0.pattern == path || inside($0) != nil }
    }
}
