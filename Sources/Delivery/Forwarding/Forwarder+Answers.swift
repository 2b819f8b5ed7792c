import Bytes

extension Forwarder {
    /// Takes the answer to a request.
    func finish(_ flight: Flight, _ answer: UpstreamAnswer) {
        guard let place = flights.firstIndex(where: { $0 === flight }) else { return }
        flights.swapAt(place, flights.count - 1)
        flights.removeLast()
        let ticket = flight.ticket
        if case .response = answer {
            counted.latency.record(nanoseconds: time.now &- flight.begun)
        }
        switch answer {
        case .response(200..<300, _):
            succeeded(ticket)
            measure(flight)
            for entry in flight.entries { end(entry, .delivered) }
        case .response(let status, let retryAfter) where Self.isTemporary(status):
            let pause = status == 429 || status == 503 ? nanoseconds(retryAfter) : 0
            failed(ticket, isAway: pause > 0, atLeast: pause)
            // A server that asks everybody to wait says nothing about this request.
            let counts = status != 429 && pause == 0
            // One that counts events would never take more than it has room for.
            if flight.isBatch, !counts { together.failed(at: flight.width) }
            keepTrying(flight, counts: counts, notBefore: pause > 0 ? 0 : nanoseconds(retryAfter))
        case .response where flight.isBatch:
            succeeded(ticket)
            split(flight)
        case .response(let status, _):
            succeeded(ticket)
            for entry in flight.entries { end(entry, .rejected, status: status) }
        case .staleConnection where !flight.isFresh:
            breaker.withdrew(ticket)
            for entry in flight.entries {
                entry.isFresh = true
                entry.mayHaveArrived = true
                putBack(entry, at: time.now)
            }
        case .unsent:
            breaker.withdrew(ticket)
            pauseForShortage()
            for entry in flight.entries { putBack(entry, at: time.now) }
        case .unreachable:
            failed(ticket, isAway: true)
            keepTrying(flight, counts: false)
        case .staleConnection:
            failed(ticket, isAway: false)
            keepTrying(flight, counts: true, mayHaveArrived: true)
        case .failed(let mayHaveArrived):
            failed(ticket, isAway: false)
            keepTrying(flight, counts: true, mayHaveArrived: mayHaveArrived)
        }
    }

    private func succeeded(_ ticket: CircuitBreaker.Ticket) {
        successes += 1
        breaker.succeeded(ticket)
        width.succeeded()
    }

    /// More go together after a batch that was taken, and fewer if that took long.
    private func measure(_ flight: Flight) {
        let bound = UInt64(limits.batchMilliseconds) * Nanoseconds.perMillisecond
        if time.now &- flight.begun > bound {
            if flight.isBatch { together.failed(at: flight.width) }
        } else if flight.entries.count >= together.width {
            together.succeeded()
        }
    }

    private func failed(
        _ ticket: CircuitBreaker.Ticket, isAway: Bool, atLeast pause: UInt64 = 0
    ) {
        let hasOpened = breaker.failed(ticket, at: time.now, isAway: isAway, atLeast: pause)
        if hasOpened {
            counted.openings += 1
            width.restart()
        } else {
            width.failed()
        }
    }

    /// Lets requests wait for their next try, unless they had their chances.
    ///
    /// The members of a batch wait together, so that they can go on together; a failure that may be due to
    /// one of them counts against none.
    private func keepTrying(
        _ flight: Flight, counts: Bool, notBefore pause: UInt64 = 0, mayHaveArrived: Bool = false
    ) {
        let now = time.now
        if counts, flight.isBatch { together.failed() }
        for entry in flight.entries {
            entry.hasFailed = true
            entry.isFresh = false
            if mayHaveArrived { entry.mayHaveArrived = true }
            guard counts else { continue }
            entry.mostTogether = (flight.entries.count + 1) / 2
            if !flight.isBatch { count(entry, now) }
        }
        let failures = flight.entries.map(\.failures).max() ?? 0
        let delay = limits.backoff.delay(failures: max(1, failures), draw)
        for entry in flight.entries {
            if hasHadItsChances(entry, now) {
                giveUp(entry)
            } else {
                putBack(entry, at: now &+ max(pause, UInt64(delay) * Nanoseconds.perMillisecond))
            }
        }
    }

    /// A failure counts against a request when the destination took another one since the last.
    private func count(_ entry: Entry, _ now: UInt64) {
        if entry.failures == 0 {
            entry.firstFailure = now
        } else if entry.successesSeen == successes {
            return
        }
        entry.failures += 1
        entry.successesSeen = successes
    }

    /// Whether it failed often enough, for long enough, or for as long as there was room for it.
    private func hasHadItsChances(_ entry: Entry, _ now: UInt64) -> Bool {
        guard entry.failures >= limits.attempts else { return false }
        let isPatient = now &- entry.firstFailure < limits.patienceSeconds * Nanoseconds.perSecond
        let isCrowded =
            deferred.count >= limits.deferredCount / 2 || deferred.bytes >= limits.windowBytes / 4
        return !isPatient || isCrowded
    }

    private func giveUp(_ entry: Entry) {
        if isClosing { return leave(entry) }
        end(entry, entry.isWithdrawn ? .withdrawn : .gaveUp)
    }

    /// Lets a request wait until `moment`, unless its visitor withdrew or the forwarder ends.
    private func putBack(_ entry: Entry, at moment: UInt64) {
        guard remains(entry) else { return }
        if isCrowded { return passOver(entry) }
        entry.nextTry = moment
        deferred.insert(entry)
    }

    /// Whether a request that is not under way any more may be sent again; if not, it has ended or is left
    /// to the spool.
    func remains(_ entry: Entry) -> Bool {
        if entry.isWithdrawn {
            end(entry, .withdrawn)
            return false
        }
        if isClosing {
            leave(entry)
            return false
        }
        return true
    }

    private func nanoseconds(_ retryAfter: Int?) -> UInt64 {
        UInt64(min(max(0, retryAfter ?? 0), limits.retryAfterSeconds)) * Nanoseconds.perSecond
    }

    /// Request Timeout, Too Early, Too Many Requests, and everything the server blames on itself.
    private static func isTemporary(_ status: Int) -> Bool {
        status == 408 || status == 425 || status == 429 || (500..<600).contains(status)
    }
}
