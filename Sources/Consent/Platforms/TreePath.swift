/// A path of a definition, taken apart: `con.CMP.a`, `list[].name`, `[3][0]`, `purposes.*`.
final class TreePath: Sendable {
    enum Kind: UInt8 {
        /// A member by name, or an element if the name is a number.
        case member
        case everyMember
        case everyElement
        case element
    }

    /// Plain bits, because steps are looked at for every node of a tree.
    struct Step: Sendable, Equatable {
        var kind: Kind
        /// Where the name stands in ``names``.
        var name = 0..<0
        /// The place of an element, or -1.
        var element = -1
    }

    let steps: [Step]
    /// The bytes of all names.
    let names: [UInt8]

    init(_ text: String) {
        var steps: [Step] = []
        var names: [UInt8] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: true) {
            var rest = part
            var brackets: [Step] = []
            while rest.hasSuffix("]"), let open = rest.lastIndex(of: "[") {
                let inside = rest[rest.index(after: open)...].dropLast()
                brackets.append(
                    inside.isEmpty
                        ? Step(kind: .everyElement)
                        : Step(kind: .element, element: Int(inside) ?? -1))
                rest = rest[..<open]
            }
            if rest == "*" {
                steps.append(Step(kind: .everyMember))
            } else if !rest.isEmpty {
                let start = names.count
                names += rest.utf8
                let isNumber = rest.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
                steps.append(
                    Step(
                        kind: .member, name: start..<names.count,
                        element: isNumber ? Int(rest) ?? -1 : -1))
            }
            steps += brackets.reversed()
        }
        self.steps = steps
        self.names = names
    }
}
