import Records

/// What a forwarder reads of the spool, and when.
///
/// Requests that failed stay in memory until their next try, within bounds. Beyond them a request that
/// fails is passed over: forgotten here, kept in the spool, and read again when there is room. So a crowd
/// of requests that always fail never stands between the destination and the others, whose success is
/// what shows that the failures are the crowd's own.
extension Forwarder {
    /// Says that the spool may have requests that were not read yet.
    ///
    /// Cheap while enough is held.
    package func arrived() {
        mayHaveMore = true
        if !isReading, ready.count <= limits.windowCount / 2 { pump() }
    }

    /// Whether what failed has taken the room that it may have.
    var isCrowded: Bool {
        deferred.count >= limits.deferredCount || deferred.bytes >= limits.windowBytes / 2
    }

    /// Reads on, or again what was passed over.
    func readMore() {
        guard !isReading, !isClosing else { return }
        if let readAgain, time.now < readAgain { return }
        if isCrowded {
            guard mayHaveMore, ready.isEmpty, passedOver.count < limits.passedOverCount else {
                return
            }
            return read(count: limits.scouts, bytes: limits.windowBytes / 4)
        }
        if mayHaveMore {
            guard ready.count <= limits.windowCount / 2, heldBytes <= limits.windowBytes / 2 else {
                return
            }
            return read(
                count: limits.windowCount - ready.count, bytes: limits.windowBytes - heldBytes)
        }
        guard ready.isEmpty, deferred.count <= limits.deferredCount / 2,
            let number = passedOver.popFirst()
        else { return }
        readPassedOver(number)
    }

    private func read(count: Int, bytes: Int) {
        beginReading()
        mayHaveMore = false
        queue.read(after: lastRead, count: count, bytes: bytes) { [weak self] rows in
            self?.receive(rows) { [weak self] in
                if let last = rows?.last { self?.lastRead = last.number }
                self?.mayHaveMore = rows?.isEmpty != true
            }
        }
    }

    private func readPassedOver(_ number: Int64) {
        beginReading()
        queue.read(after: number - 1, count: 1, bytes: limits.windowBytes) { [weak self] rows in
            // It may have been withdrawn since; what follows it is not meant.
            self?.receive(rows?.filter { $0.number == number }) { [weak self] in
                if rows == nil { self?.passedOver.append(number) }
            }
        }
    }

    private func beginReading() {
        readAgain = nil
        isReading = true
    }

    private func receive(_ rows: [SpooledRequest]?, note: () -> Void) {
        isReading = false
        let barred = barredFromRead
        barredFromRead = []
        guard !isClosing else { return }
        // What arrived while it was read is asked for as well.
        let hasArrived = mayHaveMore
        note()
        if hasArrived { mayHaveMore = true }
        for row in rows ?? [] {
            if barred.contains(where: { $0.concerns(row) }) {
                counted.count(.withdrawn)
            } else {
                let entry = Entry(row)
                heldBytes += entry.bytes
                ready.append(entry)
            }
        }
        if rows == nil {
            readAgain =
                time.now + UInt64(limits.readPauseMilliseconds) * Nanoseconds.perMillisecond
        }
        pump()
    }

    /// Lets go of a request that failed, for which there is no room.
    func passOver(_ entry: Entry) {
        heldBytes -= entry.bytes
        passedOver.append(entry.row.number)
    }
}
