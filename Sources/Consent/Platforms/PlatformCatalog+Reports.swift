import Bytes

/// Reading for people.
extension PlatformCatalog {
    /// What the cookies of a header say, platform by platform, with facts.
    ///
    /// Takes as much memory as it likes: for the command line, not for requests.
    package func reports(
        cookies header: Span<UInt8>, isStorage: Bool = false,
        watched: WatchedVendors = WatchedVendors()
    ) -> [PlatformReport] {
        let reader = CookieReader()
        reader.find(header, self, isStorage: isStorage)
        var reports: [PlatformReport] = []
        forEachVerdict(header, watched, reader) { position, verdict in
            let platform = platforms[position]
            let statement = verdict?.statement ?? ConsentStatement(platform.signal, .opaque)
            // The tree of the first cookies of each name, whole or not.
            _ = reader.readTree(header, position, platform, 0)
            var states = statement.provenStates
            if statement.isVetoOnly, let facts = verdict?.transparency {
                states = facts.purposeStates
            }
            var report = PlatformReport(
                name: name(of: statement.signal), statement: statement, states: states,
                facts: FactBuilder(platform).facts(reader.tree))
            report.transparency = verdict?.transparency
            report.additional = verdict?.additional
            reports.append(report)
        }
        return reports
    }
}
