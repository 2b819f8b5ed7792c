import Records

extension Forwarder {
    /// One request that was read; a reference, so that thousands of them are looked through and moved
    /// quickly.
    final class Entry {
        let row: SpooledRequest
        let bytes: Int

        /// When it may be tried again.
        var nextTry: UInt64 = 0
        /// Failures that count against it.
        var failures = 0
        /// When the first of them was.
        var firstFailure: UInt64 = 0
        /// How many requests the destination had taken at the last of them.
        var successesSeen = 0
        /// Whether it was begun before, and not taken.
        var hasFailed = false
        /// Whether it was written in full before, and the answer was lost.
        var mayHaveArrived = false
        /// It met the end of a kept connection, and needs a new one.
        var isFresh = false
        /// Its visitor withdrew while it was under way.
        var isWithdrawn = false
        /// With how many others at most it may go in one request, itself counted: fewer after each batch
        /// that was not taken.
        var mostTogether = Int.max
        /// What was found of the events in its body.
        var events = Events.unknown

        enum Events {
            case unknown
            case known(EventArray?)
        }

        init(_ row: SpooledRequest) {
            self.row = row
            bytes = row.request.heldBytes + Self.ownBytes
        }

        /// What an entry takes beside the bytes of its request.
        private static let ownBytes = 256
    }
}
