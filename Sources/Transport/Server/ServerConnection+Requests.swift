import Bytes

// From bytes to requests.

extension ServerConnection {
    /// Takes one piece from the socket; gives the number of bytes.
    func read() -> Int {
        let wasEmpty = input.isEmpty
        input.reserveWiping(smallestRead)
        let room = input.room
        var result = Transfer.wouldBlock
        var mayBeShort = false
        switch stream {
        case .some(let stream):
            result = stream.read(into: &input, room: room)
            mayBeShort = stream.shortReadMeansEmpty
        case .none: break
        }
        switch result {
        case .processed(0):
            peerClosed = true
            mayRead = false
            if phase == .lingering { close() }
            return 0
        case .processed(let count):
            reactor.counters.bytesRead += count
            if mayBeShort, count < room, !endIsNear { mayRead = false }
            if phase == .head, wasEmpty { waitingSince = reactor.now }
            if phase == .body { bodyReceived += count }
            if phase == .lingering { drop(count) }
            return count
        case .wouldBlock:
            mayRead = false
        case .failed:
            mayRead = false
            lose()
        }
        return 0
    }

    /// The least room worth a system call.
    private var smallestRead: Int {
        guard phase == .body else { return Self.usualRead / 4 }
        guard case .length(let length) = head.framing else { return Self.bodyRead }
        return max(1, min(Self.bodyRead, head.headLength + length - input.count))
    }

    /// Parses and has answered what is complete in `input`.
    func advance() {
        while true {
            switch phase {
            case .head:
                guard !input.isEmpty, output.count <= Self.outputBound else { return }
                switch parser.parse(input.span, into: &head) {
                case .needMore: return
                case .refused(let fault): refuse(fault)
                case .complete: beginBody()
                }
            case .body:
                guard takeBody() else { return }
            case .proxyHeader, .handshaking, .answering, .closing, .lingering, .closed:
                return
            }
        }
    }

    private func beginBody() {
        switch head.framing {
        case .none: return handle(bodyLength: 0)
        case .length(let length):
            guard length <= limits.maximumBodyBytes else {
                return refuse(HTTPFault(.bodyTooLarge, at: 0))
            }
        case .chunked: decoder.reset()
        }
        phase = .body
        waitingSince = reactor.now
        bodyReceived = input.count - head.headLength
        // Whoever has begun to send no longer waits (RFC 9110 10.1.1).
        if head.expectsContinue, input.count == head.headLength {
            beginOutput()
            ResponseWriter.appendContinue(to: &output)
        }
    }

    /// Takes what is there of the body; `false` when more has to follow.
    private func takeBody() -> Bool {
        switch head.framing {
        case .none: handle(bodyLength: 0)
        case .length(let length):
            guard input.count - head.headLength >= length else { return false }
            handle(bodyLength: length)
        case .chunked:
            let first = head.headLength
            let (consumed, progress) = decoder.decode(
                input.span.extracting(first...), into: &content,
                limit: limits.maximumBodyBytes)
            input.remove(first..<(first + consumed))
            switch progress {
            case .needMore: return false
            case .complete: handle(bodyLength: 0)
            case .refused(let fault): refuse(fault)
            }
        }
        return true
    }

    /// Lends the request to the handler, and forgets it.
    private func handle(bodyLength: Int) {
        let headLength = head.headLength
        keepAlive = head.keepAlive
        isHead = head.method == .head
        minorVersion = head.minorVersion
        sequence &+= 1
        phase = .answering
        reactor.counters.requests += 1
        isHandling = true
        let end = headLength + bodyLength
        if content.isEmpty {
            lend(input.span.extracting(..<end), headLength, input.span.extracting(headLength..<end))
        } else {
            lend(input.span, headLength, content.span)
        }
        isHandling = false
        input.wipeFirst(headLength + bodyLength)
        forgetContent()
        if abortAfterHandling { close() }
    }

    private func lend(_ bytes: Span<UInt8>, _ headLength: Int, _ body: Span<UInt8>) {
        // SAFETY: `head` is not changed while `isHandling` (invariant 2).
        unsafe withUnsafePointer(to: head) { head in
            let request = unsafe HTTPRequest(
                head: head, bytes: bytes.extracting(..<headLength), body: body, peer: peer,
                isTLS: isTLS, isClientVerified: isClientVerified)
            server?.handler.handle(
                request, exchange: Exchange(connection: self, sequence: sequence))
        }
    }

    private func forgetContent() {
        content.wipeAll()
        if content.capacity > Self.idleStorage {
            content.wipe()
            content = ByteBuffer()
        }
    }

    /// Drops bytes that come after the last answer.
    private func drop(_ count: Int) {
        input.wipeAll()
        lingered += count
        if lingered > Self.lingeringBound { close() }
    }
}
