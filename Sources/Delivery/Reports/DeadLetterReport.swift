import Foundation

/// Which dead letters and queues are asked for.
package struct DeadLetterQuery: Sendable {
    /// `nil` for all.
    package var site: String?
    package var destination: String?
    /// Contents of the newest dead letters, per destination.
    package var newest: Int

    package init(site: String? = nil, destination: String? = nil, newest: Int = 0) {
        self.site = site
        self.destination = destination
        self.newest = newest
    }

    func includes(_ source: Source) -> Bool {
        (site ?? source.site) == source.site
            && (destination ?? source.destination) == source.destination
    }
}

/// What waits for each destination, and what could not be delivered.
package struct DeadLetterReport: Sendable, Equatable, Codable {
    /// What a destination has in the spool.
    package struct Queue: Sendable, Equatable, Codable {
        package var site: String
        package var destination: String
        package var requests: Int
        package var bytes: Int
    }

    /// Dead letters of one destination and reason.
    package struct Letters: Sendable, Equatable, Codable {
        package var site: String
        package var destination: String
        package var reason: String
        package var count: Int
        /// The hours of the first and of the last of them.
        package var first: String
        package var last: String
        /// What the upstream answered to the last of them, if it did.
        package var status: Int?
    }

    /// One of the newest dead letters, as it would have been sent: anonymous.
    package struct Content: Sendable, Equatable, Codable {
        package var site: String
        package var destination: String
        package var reason: String
        package var hour: String
        package var status: Int?
        /// Method and target.
        package var request: String
        package var body: String
    }

    package var queues: [Queue] = []
    package var letters: [Letters] = []
    package var newest: [Content] = []
}

extension DeadLetterReport {
    /// The report as tables for people.
    package func text() -> String {
        var text = Self.table(
            ["site", "destination", "waiting", "bytes"],
            queues.map { [$0.site, $0.destination, "\($0.requests)", "\($0.bytes)"] },
            numbersFrom: 2)
        text += "\n"
        guard !letters.isEmpty else { return text + "No dead letters.\n" }
        text += Self.table(
            ["site", "destination", "reason", "first", "last", "status", "number"],
            letters.map {
                [
                    $0.site, $0.destination, $0.reason, $0.first, $0.last,
                    $0.status.map(String.init) ?? "", "\($0.count)",
                ]
            }, numbersFrom: 5)
        return text
    }

    /// The dead letters by destination and reason as CSV.
    package func csv() -> String {
        var text = "site,destination,reason,count,first,last,status\r\n"
        for row in letters {
            let cells = [
                row.site, row.destination, row.reason, "\(row.count)", row.first, row.last,
                row.status.map(String.init) ?? "",
            ]
            text += cells.map(Report.csvField).joined(separator: ",") + "\r\n"
        }
        return text
    }

    /// The whole report, with the contents of the newest dead letters.
    package func json() throws(StoreError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { throw .failed(code: 1) }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static func table(
        _ head: [String], _ rows: [[String]], numbersFrom first: Int
    ) -> String {
        let widths = head.indices.map { column in
            ([head] + rows).map { Report.printable($0[column]).count }.max() ?? 0
        }
        return ([head] + rows.map { $0.map(Report.printable) }).map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column >= first ? padding + cell : cell + padding
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
