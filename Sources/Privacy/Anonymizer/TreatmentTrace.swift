import Bytes

/// What became of each field of one record, in its order: what `explain` prints.
///
/// The only place outside the engine that holds raw values; it is made for one record, on request
/// of a person at a terminal, and never in service.
package final class TreatmentTrace {
    /// Where in a request a field stands.
    package enum Place: Equatable, Sendable {
        case query
        case headers
        /// In the body; of a body of lines the number of the line, from 1, otherwise 0.
        case body(line: Int)
    }

    /// One field.
    package struct Step {
        package let place: Place
        /// Names from the outermost field inwards.
        package let path: [String]
        package let rule: FieldRule
        /// How many bytes the value had.
        package let length: Int
        /// The value as it arrived; of a field that nobody looked at as it was written.
        package let input: String
        /// What leaves; `nil` if the field is left out.
        package let result: String?
    }

    package private(set) var steps: [Step] = []
    private var place = Place.query
    private var path: [String] = []
    /// Where the step of each open field stands, so that a field comes before those inside it.
    private var open: [Int] = []

    package init() {}

    /// From here fields stand in `place`.
    func enter(_ place: Place) { self.place = place }

    /// From here fields stand in the next line of the body.
    func beginLine() {
        guard case .body(let line) = place else { return }
        place = .body(line: line + 1)
    }

    /// A field that is left out without being looked at.
    func leaveOut(_ name: Span<UInt8>, _ value: Span<UInt8>, _ rule: FieldRule) {
        steps.append(
            Step(
                place: place, path: path + [name.string], rule: rule, length: value.count,
                input: value.string, result: nil))
    }

    func begin(_ name: Span<UInt8>, _ rule: FieldRule) {
        path.append(name.string)
        open.append(steps.count)
        steps.append(
            Step(place: place, path: path, rule: rule, length: 0, input: "", result: nil))
    }

    /// Ends the field that was begun last; `result` counts only if the field stays.
    func end(_ rule: FieldRule, value: Span<UInt8>, result: Span<UInt8>, stays: Bool) {
        guard let position = open.popLast() else { return }
        steps[position] = Step(
            place: place, path: path, rule: rule, length: value.count, input: value.string,
            result: stays ? result.string : nil)
        path.removeLast()
    }
}

extension FieldRule {
    /// Whether a map, or the meaning of the name, gives the field its kind.
    package var isKnown: Bool { line > 0 || kind != .unknown }

    /// The kind for people: a field that only holds others has none.
    package var kindName: String {
        kind == .unknown && nested != nil ? "structure" : kind.rawValue
    }

    /// The treatment for people: also what is no decision of the profile.
    package var treatmentName: String {
        if descends { return "taken apart" }
        if treatment == .remove { return treatment.rawValue }
        if loweredConsent != nil { return "lower-consent" }
        return values >= 0 ? "listed values" : treatment.rawValue
    }

    /// The number in the statistics that the field's value becomes; `nil` if none.
    package var countedAs: String? { fact?.rawValue }
}
