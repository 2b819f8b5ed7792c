/// Answers requests.
///
/// One handler belongs to one lane, which calls it synchronously.
///
/// It is not `Sendable` and needs no locks: everything it holds lives on the lane too.
package protocol HTTPHandler: AnyObject {
    /// Answers now, or keeps `exchange` and answers later on the same lane.
    ///
    /// The connection reads no further until the answer is there, so an exchange that is never
    /// answered holds its connection.
    func handle(_ request: borrowing HTTPRequest, exchange: Exchange)
}

/// The right to answer one request, once.
///
/// A second answer, or one for a connection that has ended meanwhile, is dropped.
package struct Exchange {
    let connection: ServerConnection
    let sequence: UInt32

    /// Whether the answer would still be sent.
    package var isOpen: Bool { connection.isAwaiting(sequence) }

    package func respond(_ answer: Answer) { connection.respond(sequence, answer) }

    /// Answers with more fields: whole lines, each ending in CRLF.
    ///
    /// The caller answers for their form; ``ResponseWriter`` writes well-formed ones.
    package func respond(_ answer: Answer, adding fields: Span<UInt8>) {
        connection.respond(sequence, answer, adding: fields)
    }
}
