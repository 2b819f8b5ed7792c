import Bytes

// From bytes to replies.

extension UpstreamConnection {
    /// Takes what is there of the response; `true` when the exchange is over.
    func takeResponse() -> Bool {
        if !input.isEmpty { hasFirstByte = true }
        while !hasHead {
            guard takeHead() else { return phase != .exchanging }
        }
        return takeBody()
    }

    /// Takes one head, interim ones included; `false` when bytes are missing.
    private func takeHead() -> Bool {
        guard let send else { return false }
        guard !input.isEmpty else {
            if isAtEnd { broke() }
            return false
        }
        switch parser.parse(input.span, answering: send.method, into: &head) {
        case .needMore:
            if isAtEnd { broke() }
            return false
        case .refused(let fault):
            fail(.response(fault))
            return false
        case .complete:
            if head.isInterim {
                // 101 would change the protocol, which was never asked for (RFC 9110 15.2.2).
                interims += 1
                guard head.status != 101, interims <= Self.interimBound else {
                    fail(.response(HTTPFault(.status, at: 0)))
                    return false
                }
                input.wipeFirst(head.headLength)
                return true
            }
            beginReply(wanted: send.collect > 0)
            return true
        }
    }

    private func beginReply(wanted: Bool) {
        reply = UpstreamReply(status: head.status)
        if let range = head.headers.first(.retryAfter) {
            reply.retryAfter = RetryAfter.seconds(
                input.span.extracting(range), now: reactor.date.second)
        }
        if wanted, let range = head.headers.first(.contentType) {
            reply.contentType = input.span.extracting(range).array
        }
        if case .length(let length) = head.framing { bodyLeft = length }
        decoder.reset()
        collected.removeAll()
        hasHead = true
        input.wipeFirst(head.headLength)
    }

    private func takeBody() -> Bool {
        guard let send else { return true }
        let bound = send.collect > 0 ? send.collect : pool.limits.discard
        switch head.framing {
        case .none: return complete(canStay: head.keepAlive)
        case .length:
            let count = min(bodyLeft, input.count)
            bodyLeft -= count
            guard keep(count, bound) else { return true }
            if bodyLeft == 0 { return complete(canStay: head.keepAlive) }
        case .untilClose:
            guard keep(input.count, bound) else { return true }
            if isAtEnd { return complete(canStay: false) }
        case .chunked:
            let (consumed, progress) = decoder.decode(
                input.span, into: &collected, limit: bound)
            input.wipeFirst(consumed)
            switch progress {
            case .needMore: break
            case .complete: return complete(canStay: head.keepAlive)
            case .refused(let fault):
                if fault.code == .bodyTooLarge { return overflow() }
                fail(.response(fault))
                return true
            }
        }
        if isAtEnd {
            broke()
            return true
        }
        return false
    }

    /// Keeps or drops the next bytes of the body; `false` when there are too many.
    private func keep(_ count: Int, _ bound: Int) -> Bool {
        bodyCount += count
        guard bodyCount <= bound else { return !overflow() }
        if let send, send.collect > 0 { collected.append(input.span, 0..<count) }
        input.wipeFirst(count)
        return true
    }

    /// The body is longer than bounded: an unwanted one costs the connection, no more.
    private func overflow() -> Bool {
        if let send, send.collect > 0 { fail(.replyTooLarge) } else { finish(canStay: false) }
        return true
    }

    private func complete(canStay: Bool) -> Bool {
        if let send, send.collect > 0 { reply.body = collected.span.array }
        finish(canStay: canStay)
        return true
    }
}
