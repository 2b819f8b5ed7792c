/// The bounds of the spool and of the transactions that fill it.
package enum SpoolLimits {
    /// How long after the beginning of a transaction the next one begins, unless many events wait.
    ///
    /// The client pays, and the processor for less: each transaction costs a fraction of this.
    package static let gatherMicroseconds = 2_000
    /// Events that wait for the disk and let a transaction begin at once.
    package static let gatherEvents = 64
    /// Events of one lane whose clients may wait for the disk; the next is asked to come back.
    ///
    /// A disk that is slower than the traffic pays.
    package static let laneEvents = 4_096
    /// Their bytes.
    package static let laneBytes = 16 * 1024 * 1024
    /// Endings that may wait for a disk that refuses, per destination, before nothing more is read.
    ///
    /// The upstream pays when the process is killed then: it gets that many requests twice, and what
    /// is read and under way at that moment besides.
    package static let waitingEndings = 10_000
    /// Dead letters that are kept per destination; the oldest go first.
    package static let deadLetters = 1_000
    /// Dead letters beyond that bound before the oldest are removed together.
    static let deadLetterSlack = 64
    /// Bytes that must stay free for events to be taken: what SQLite needs to delete what was delivered.
    ///
    /// Its log of 16 MiB (``StatisticsStore``) can only begin anew when all of it has found a place in
    /// the file; without that room a spool that has filled the disk could never be emptied.
    static let freeBytes = 32 * 1024 * 1024
    /// On a small disk, this part of it instead.
    static let freePart = 8
    /// What a row costs beside the bytes of its request.
    static let rowBytes = 128
    /// Bytes that a row is counted with at most, so that damaged numbers do not overflow their sum.
    ///
    /// Whoever damaged them pays: a request has far fewer.
    static let largestRow = 1 << 30
    /// Rows that one transaction expires at the start, so that none of them is large.
    static let expiringRows = 500
}
