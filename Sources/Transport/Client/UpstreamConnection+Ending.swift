import Bytes

// Deadlines and the ways an exchange and a connection end.

extension UpstreamConnection {
    func setDeadline() {
        guard let timer else { return }
        let timeouts = pool.timeouts
        let end = send?.end ?? .max
        deadline =
            switch phase {
            case .resolving, .connecting, .handshaking: min(end, connectEnd)
            case .exchanging:
                if let written {
                    hasFirstByte ? end : min(end, written &+ timeouts.firstByte.nanoseconds)
                } else {
                    min(end, begun &+ timeouts.write.nanoseconds)
                }
            case .idle: reactor.now &+ timeouts.idle.nanoseconds
            case .closed: UInt64.max
            }
        reactor.setDeadline(timer, at: deadline)
    }

    func deadlinePassed() {
        // Somebody whose turn came earlier in this tick may have given it a request.
        guard deadline <= reactor.now else { return }
        guard let send else { return close() }
        guard phase == .exchanging else { return fail(.timeout(.connection)) }
        guard written != nil else { return fail(.timeout(.write)) }
        fail(.timeout(send.end <= reactor.now ? .total : .firstByte))
    }

    /// The response is complete: gives the connection back, then tells.
    func finish(canStay: Bool) {
        guard let send else { return }
        self.send = nil
        let reply = reply
        let isClean = canStay && send.bytes.isEmpty && input.isEmpty && !isAtEnd && !endIsNear
        input.wipe()
        collected.wipe()
        phase = .idle
        if isClean, !reactor.isDraining, pool.takeBack(self) {
            setDeadline()
        } else {
            close()
        }
        send.finish(.success(reply))
    }

    func fail(_ fault: UpstreamFault) {
        let send = send
        self.send = nil
        close()
        send?.finish(.failure(fault))
    }

    func close() {
        guard phase != .closed else { return }
        phase = .closed
        dropSocket()
        if let timer { reactor.removeTimer(timer) }
        timer = nil
        input.wipe()
        collected.wipe()
        pool.ended(self)
    }

    func dropSocket() {
        if let key { reactor.release(key) }
        key = nil
        stream = nil
    }
}
