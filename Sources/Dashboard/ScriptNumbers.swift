/// What the gateway has done with vendors' files, for `/metrics`.
package struct ScriptNumbers: Sendable {
    /// Requests by what became of them.
    package var requests: [(outcome: String, count: Int)]
    /// Looks at vendors by what came of them.
    package var fetches: [(result: String, count: Int)]
    /// Copies at hand, and their bytes.
    package var copies: Int
    package var bytes: Int
    /// Copies that could not be written to disk.
    package var unwritten: Int
    /// Hosts inside files that browsers may contact.
    package var strangers: Int

    package init(
        requests: [(outcome: String, count: Int)], fetches: [(result: String, count: Int)],
        copies: Int, bytes: Int, unwritten: Int, strangers: Int
    ) {
        self.requests = requests
        self.fetches = fetches
        self.copies = copies
        self.bytes = bytes
        self.unwritten = unwritten
        self.strangers = strangers
    }
}

extension Metrics {
    mutating func addScripts(_ scripts: ScriptNumbers) {
        text.family(
            "matglas_script_requests_total", .counter,
            "Requests for vendors' files by what became of them.",
            scripts.requests.map { (["outcome": $0.outcome], $0.count) })
        text.family(
            "matglas_script_fetches_total", .counter, "Looks at vendors by what came of them.",
            scripts.fetches.map { (["result": $0.result], $0.count) })
        text.single("matglas_script_copies", .gauge, "Vendors' files at hand.", scripts.copies)
        text.single("matglas_script_bytes", .gauge, "Bytes of those.", scripts.bytes)
        text.single(
            "matglas_script_unwritten_total", .counter,
            "Vendors' files that could not be written to disk.", scripts.unwritten)
        text.single(
            "matglas_script_strangers_total", .counter,
            "Hosts inside vendors' files that browsers may contact.", scripts.strangers)
    }
}
