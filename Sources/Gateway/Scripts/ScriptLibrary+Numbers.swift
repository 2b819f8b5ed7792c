import Dashboard

extension ScriptLibrary {
    /// What was done, for `/metrics`.
    var numbers: ScriptNumbers {
        let counters = counters
        return ScriptNumbers(
            requests: [
                ("served", counters.served - counters.stale), ("served-stale", counters.stale),
                ("refused", counters.refused), ("unavailable", counters.unavailable),
            ],
            fetches: [
                ("content", counters.contents), ("unchanged", counters.unchanged),
                ("missing", counters.absences), ("failed", counters.failures),
            ],
            copies: counters.copies, bytes: counters.bytes, unwritten: counters.unwritten,
            strangers: counters.strangers)
    }
}
