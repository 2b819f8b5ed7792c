package import Bytes

/// The events of one site, for `/metrics`.
package struct SiteNumbers: Sendable {
    package var name: String
    /// From the complete request to its answer.
    package var answering: Histogram
    /// The anonymisation of one event for one destination.
    package var anonymizing: Histogram
    /// Events that were refused, by whose share was used up: words of a closed list.
    package var limited: [(scope: String, count: Int)]

    package init(
        name: String, answering: Histogram = Histogram(), anonymizing: Histogram = Histogram(),
        limited: [(scope: String, count: Int)] = []
    ) {
        self.name = name
        self.answering = answering
        self.anonymizing = anonymizing
        self.limited = limited
    }
}

/// Why the program takes no traffic; the word that `/readyz` says, and nothing else.
package enum Unreadiness: String, Sendable, CaseIterable {
    case starting
    case draining
    /// The state cannot be written: a full disk, a broken file.
    case state
    /// A log or its output cannot be read or written.
    case logs
}

/// A certificate that a listener shows, for `/metrics`.
package struct CertificateNumbers: Sendable {
    /// The address of the listener, and the file: both as the configuration says them.
    package var listener: String
    package var file: String
    /// The last second of its validity, since 1970.
    package var ends: Int64

    package init(listener: String, file: String, ends: Int64) {
        self.listener = listener
        self.file = file
        self.ends = ends
    }
}
