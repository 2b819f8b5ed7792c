/// All that the signals of one request say.
///
/// One per lane, emptied before each request, so that reading costs no memory.
///
/// Invariants:
/// 1. At most ``mostStatements`` are kept; of further ones the refusals are kept, in the last.
/// 2. Of several TC strings the newest counts, and of the same day the stricter parts of both.
package final class ConsentEvidence {
    package internal(set) var statements: [ConsentStatement] = []
    /// What the TC string says, if there is a readable one.
    package private(set) var transparency: TransparencyFacts?
    /// What the Additional Consent string says.
    package private(set) var additional: AdditionalFacts?
    package private(set) var hasGlobalPrivacyControl = false
    /// Whether the visitor is declared to be a minor.
    package var isMinor = false

    /// Requests have one to five; more are an attack or a museum of platforms.
    package static let mostStatements = 24

    package init() { statements.reserveCapacity(Self.mostStatements) }

    package func removeAll() {
        statements.removeAll(keepingCapacity: true)
        transparency = nil
        additional = nil
        hasGlobalPrivacyControl = false
        isMinor = false
    }

    package func add(_ statement: ConsentStatement) {
        if statement.signal == .globalPrivacyControl { hasGlobalPrivacyControl = true }
        let last = Self.mostStatements - 1
        guard statements.count > last else { return statements.append(statement) }
        // What follows is not told apart any more: every refusal in it counts as an explicit one.
        var rest = ConsentStatement(statement.signal, .explicit)
        for folded in [statements[last], statement] where folded.evidence != .opaque {
            rest.denied.formUnion(folded.evidence == .optOut ? .all : folded.denied)
            rest.deniedServices.formUnion(folded.deniedServices)
            rest.deniedServices.formUnion(folded.tools)
            rest.isObjection = rest.isObjection || folded.isObjection
        }
        statements[last] = rest
    }

    package func add(_ facts: TransparencyFacts) {
        transparency = transparency.map { $0.combined(with: facts) } ?? facts
    }

    package func add(_ facts: AdditionalFacts) {
        additional = additional.map { $0.combined(with: facts) } ?? facts
    }
}
