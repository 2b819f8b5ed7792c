/// A path of a definition, taken apart: `con.CMP.a`, `list[].name`, `[3][0]`, `purposes.*`.
final class TreePath: Sendable {
    enum Step: Sendable, Equatable {
        /// A member by name, or an element if the name is a number.
        case member([UInt8], element: Int)
        case everyMember
        case everyElement
        case element(Int)
    }

    let steps: [Step]

    init(_ text: String) {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: true) {
            var rest = part
            var brackets: [Step] = []
            while rest.hasSuffix("]"), let open = rest.lastIndex(of: "[") {
                let inside = rest[rest.index(after: open)...].dropLast()
                brackets.append(inside.isEmpty ? .everyElement : .element(Int(inside) ?? -1))
                rest = rest[..<open]
            }
            if rest == "*" {
                steps.append(.everyMember)
            } else if !rest.isEmpty {
                let name = Array(rest.utf8)
                let isNumber = name.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
                steps.append(.member(name, element: isNumber ? Int(rest) ?? -1 : -1))
            }
            steps += brackets.reversed()
        }
        self.steps = steps
    }
}
