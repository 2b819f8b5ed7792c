import Bytes

// From answers to bytes.

extension ServerConnection {
    /// Whether the request with this number still has no answer, and somebody to give it to.
    func isAwaiting(_ sequence: UInt32) -> Bool {
        phase == .answering && self.sequence == sequence
    }

    func respond(_ sequence: UInt32, _ answer: Answer) {
        respond(sequence, answer, adding: Span())
    }

    func respond(_ sequence: UInt32, _ answer: Answer, adding fields: Span<UInt8>) {
        guard isAwaiting(sequence) else { return }
        let stays = keepAlive && !isLeaving
        beginOutput()
        answer.append(
            adding: fields, date: reactor.date, keepAlive: stays, isHead: isHead,
            minorVersion: minorVersion, to: &output)
        finishAnswer(stays: stays)
        // Not at once: this may be the handler of another connection, or of the same lane's
        // upstream, and reading on would call the handler again before it returns.
        if !isHandling { continueLater() }
    }

    /// Answers a request that broke a rule; the connection ends with it.
    func refuse(_ fault: HTTPFault) {
        reactor.counters.countRefusal(fault.code)
        end(with: fault.status)
    }

    /// Sends a last answer without body; `fields` are whole lines, each with its CRLF.
    func end(with status: Int, fields: StaticString = "") {
        beginOutput()
        ResponseWriter.append(
            status: status, date: reactor.date, keepAlive: false, fields: fields, body: Span(),
            to: &output)
        input.wipeAll()
        content.wipeAll()
        finishAnswer(stays: false)
    }

    /// The time to send begins with the first byte that waits.
    func beginOutput() { if output.isEmpty { sentAt = reactor.now } }

    private func finishAnswer(stays: Bool) {
        reactor.counters.answers += 1
        phase = stays ? .head : .closing
        waitingSince = reactor.now
    }

    /// Sends as much of the output as the socket takes.
    func flush() {
        while !output.isEmpty, phase != .closed {
            var result = Transfer.wouldBlock
            switch stream {
            case .some(let stream): result = stream.write(output.span)
            case .none: return
            }
            switch result {
            case .processed(let count):
                output.consume(count)
                reactor.counters.bytesWritten += count
                sentAt = reactor.now
            case .wouldBlock: return
            case .failed: return lose()
            }
        }
    }
}
