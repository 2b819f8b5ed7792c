import Bytes

extension Forwarder {
    /// Takes the answer to a request.
    func finish(
        _ entry: Entry, _ answer: UpstreamAnswer, _ ticket: CircuitBreaker.Ticket, begun: UInt64
    ) {
        guard let place = flights.firstIndex(where: { $0 === entry }) else { return }
        flights.swapAt(place, flights.count - 1)
        flights.removeLast()
        if case .response = answer { counted.latency.record(nanoseconds: time.now &- begun) }
        switch answer {
        case .response(200..<300, _):
            succeeded(ticket)
            end(entry, .delivered)
        case .response(let status, let retryAfter) where Self.isTemporary(status):
            let pause = status == 429 || status == 503 ? nanoseconds(retryAfter) : 0
            failed(ticket, isAway: pause > 0, atLeast: pause)
            // A server that asks everybody to wait says nothing about this request.
            let counts = status != 429 && pause == 0
            keepTrying(entry, counts: counts, notBefore: pause > 0 ? 0 : nanoseconds(retryAfter))
        case .response(let status, _):
            succeeded(ticket)
            end(entry, .rejected, status: status)
        case .staleConnection where !entry.isFresh:
            breaker.withdrew(ticket)
            entry.isFresh = true
            entry.mayHaveArrived = true
            putBack(entry, at: time.now)
        case .unsent:
            breaker.withdrew(ticket)
            pauseForShortage()
            putBack(entry, at: time.now)
        case .unreachable:
            failed(ticket, isAway: true)
            keepTrying(entry, counts: false)
        case .staleConnection:
            entry.mayHaveArrived = true
            failed(ticket, isAway: false)
            keepTrying(entry, counts: true)
        case .failed(let mayHaveArrived):
            if mayHaveArrived { entry.mayHaveArrived = true }
            failed(ticket, isAway: false)
            keepTrying(entry, counts: true)
        }
    }

    private func succeeded(_ ticket: CircuitBreaker.Ticket) {
        successes += 1
        breaker.succeeded(ticket)
        width.succeeded()
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

    /// Lets a request wait for its next try, unless it had its chances.
    private func keepTrying(_ entry: Entry, counts: Bool, notBefore pause: UInt64 = 0) {
        let now = time.now
        entry.hasFailed = true
        entry.isFresh = false
        if counts { count(entry, now) }
        if hasHadItsChances(entry, now) { return giveUp(entry) }
        let delay = limits.backoff.delay(failures: max(1, entry.failures), draw)
        putBack(entry, at: now &+ max(pause, UInt64(delay) * Nanoseconds.perMillisecond))
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
        if entry.isWithdrawn { return end(entry, .withdrawn) }
        if isClosing { return leave(entry) }
        if isCrowded { return passOver(entry) }
        entry.nextTry = moment
        deferred.insert(entry)
    }

    private func nanoseconds(_ retryAfter: Int?) -> UInt64 {
        UInt64(min(max(0, retryAfter ?? 0), limits.retryAfterSeconds)) * Nanoseconds.perSecond
    }

    /// Request Timeout, Too Early, Too Many Requests, and everything the server blames on itself.
    private static func isTemporary(_ status: Int) -> Bool {
        status == 408 || status == 425 || status == 429 || (500..<600).contains(status)
    }
}
