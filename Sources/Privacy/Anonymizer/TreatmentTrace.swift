import Bytes

/// What became of each field of one record, in its order: what `explain` prints.
///
/// The only place outside the engine that holds raw values; it is made for one record, on request
/// of a person at a terminal, and never in service.
package final class TreatmentTrace {
    /// One field.
    package struct Step {
        /// Names from the outermost field inwards; for a column its number.
        package let path: [String]
        package let rule: FieldRule
        /// How many bytes the value had.
        package let length: Int
        /// The value as it arrived.
        package let input: String
        /// What leaves; `nil` if the field is left out.
        package let result: String?
    }

    package private(set) var steps: [Step] = []
    private var path: [String] = []
    /// Where the step of each open field stands, so that a field comes before those inside it.
    private var open: [Int] = []

    package init() {}

    /// A field that is left out without being looked at.
    func leaveOut(_ name: Span<UInt8>, _ rule: FieldRule) {
        steps.append(Step(path: path + [name.string], rule: rule, length: 0, input: "", result: nil))
    }

    func begin(_ name: Span<UInt8>, _ rule: FieldRule) {
        path.append(name.string)
        open.append(steps.count)
        steps.append(Step(path: path, rule: rule, length: 0, input: "", result: nil))
    }

    /// Ends the field that was begun last; `result` counts only if the field stays.
    func end(_ rule: FieldRule, value: Span<UInt8>, result: Span<UInt8>, stays: Bool) {
        guard let position = open.popLast() else { return }
        steps[position] = Step(
            path: path, rule: rule, length: value.count, input: value.string,
            result: stays ? result.string : nil)
        path.removeLast()
    }
}
