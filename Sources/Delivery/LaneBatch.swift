import Records

/// The events of a lane that one transaction will write, and who waits for it.
///
/// Between two of them nothing is counted: what the disk refuses was never there.
struct LaneBatch {
    struct Noted {
        let outcome: Outcome
        let destination: Int
    }

    struct Found {
        let signals: EvidenceSignals
        let site: Int
    }

    var entries: [SpoolEntry] = []
    var noted: [Noted] = []
    var decisions: [DecisionNote] = []
    var found: [Found] = []
    /// Who waits; each is called once.
    var clients: [(Bool) -> Void] = []
    var bytes = 0

    var isEmpty: Bool { clients.isEmpty && noted.isEmpty && decisions.isEmpty }
}
