import Bytes
import Transport

// What comes from and goes to the network. One byte at a time must be judged as all at once, and what was
// accepted must have one meaning: written again it is read as the same, and a reader that forgives more
// than ours finds the same length of the body in it.

extension FuzzTargets {
    static func request(_ bytes: Span<UInt8>) {
        var whole = RequestParser(limits: HTTPLimits())
        var head = RequestHead()
        let progress = whole.parse(bytes, into: &head)
        var single = RequestParser(limits: HTTPLimits())
        var again = RequestHead()
        var end = 0
        var second = ParseProgress.needMore
        while case .needMore = second, end < bytes.count {
            end += 1
            second = single.parse(bytes.extracting(..<end), into: &again)
        }
        precondition(progress == second, "pieces are judged otherwise")
        guard case .complete = progress else { return }
        precondition(head.headLength == end, "ends elsewhere in pieces")
        precondition(again.framing == head.framing && again.headers.count == head.headers.count)
        checkLines(bytes.extracting(..<head.headLength), chunked: head.framing == .chunked)
        switch head.framing {
        case .chunked: precondition(head.minorVersion == 1, "chunked in HTTP/1.0")
        case .length(let length): precondition(length > 0 && length <= 1024 * 1024)
        case .none: break
        }
        let text = written(head, bytes)
        var third = RequestHead()
        var parser = RequestParser(limits: HTTPLimits())
        let read = parser.parse(text.span, into: &third)
        precondition(read == .complete, "is refused when written again")
        precondition(
            third.headLength == text.count && third.method == head.method
                && third.framing == head.framing && third.keepAlive == head.keepAlive
                && third.headers.count == head.headers.count && third.port == head.port,
            "means something else when written again")
        let path = text.span.extracting(third.path).equals(bytes.extracting(head.path))
        let query = text.span.extracting(third.query ?? 0..<0)
            .equals(bytes.extracting(head.query ?? 0..<0))
        let host = text.span.extracting(third.host ?? 0..<0)
            .equals(bytes.extracting(head.host ?? 0..<0))
        precondition(path && query && host, "goes elsewhere when written again")
    }

    static func response(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let method: HTTPMethod = bytes[0] & 1 == 0 ? .get : .head
        let bytes = bytes.extracting(1...)
        var whole = ResponseParser(limits: HTTPLimits())
        var head = ResponseHead()
        let progress = whole.parse(bytes, answering: method, into: &head)
        var single = ResponseParser(limits: HTTPLimits())
        var again = ResponseHead()
        var end = 0
        var second = ParseProgress.needMore
        while case .needMore = second, end < bytes.count {
            end += 1
            second = single.parse(bytes.extracting(..<end), answering: method, into: &again)
        }
        precondition(progress == second, "pieces are judged otherwise")
        guard case .complete = progress else { return }
        precondition(head.headLength == end, "ends elsewhere in pieces")
        precondition(
            again.framing == head.framing && again.status == head.status
                && again.keepAlive == head.keepAlive)
        precondition(100...599 ~= head.status && head.status != 101)
        precondition(head.framing != .untilClose || !head.keepAlive, "an end that never comes")
        let mayBeAbsent = head.framing == .none
        checkLines(
            bytes.extracting(..<head.headLength),
            chunked: mayBeAbsent ? nil : head.framing == .chunked)
    }

    /// The first two bytes set the limit.
    static func chunks(_ bytes: Span<UInt8>) {
        guard bytes.count > 2 else { return }
        let limit = Int(bytes[0]) << 4 | Int(bytes[1]) & 15
        let bytes = bytes.extracting(2...)
        var decoder = ChunkedDecoder(limits: HTTPLimits())
        var body = ByteBuffer()
        let (consumed, progress) = decoder.decode(bytes, into: &body, limit: limit)
        precondition(consumed <= bytes.count && body.count <= limit)
        var single = ChunkedDecoder(limits: HTTPLimits())
        var again = ByteBuffer()
        var start = 0
        var end = 0
        var second = ParseProgress.needMore
        while case .needMore = second, end < bytes.count {
            end += 1
            let (taken, progress) = single.decode(
                bytes.extracting(start..<end), into: &again, limit: limit)
            start += taken
            second = progress
        }
        precondition(progress == second, "pieces are judged otherwise")
        precondition(again.span.equals(body.span), "pieces are decoded otherwise")
        guard case .complete = progress else { return }
        precondition(start == consumed, "ends elsewhere in pieces")
        var text = ByteBuffer()
        if !body.isEmpty {
            text.append(String(body.count, radix: 16))
            text.append("\r\n")
            text.append(body.span)
            text.append("\r\n")
        }
        text.append("0\r\n\r\n")
        var third = ChunkedDecoder(limits: HTTPLimits())
        var back = ByteBuffer()
        let (all, read) = third.decode(text.span, into: &back, limit: limit)
        precondition(
            read == .complete && all == text.count && back.span.equals(body.span),
            "does not come back")
    }

    // MARK: A reader that forgives more

    /// Looks at a head as a careless program would: any line feed ends a line, and in a name everything
    /// but letters and digits is passed over.
    ///
    /// `chunked` says how the body is framed; `nil` where the message has none whatever it says.
    private static func checkLines(_ head: Span<UInt8>, chunked: Bool?) {
        var lengths: [[UInt8]] = []
        var codings = 0
        var start = 0
        for index in head.indices {
            let byte = head[index]
            precondition(byte != 0, "a NUL in a head")
            guard byte == 0x0A else {
                precondition(byte != 0x0D || head[index + 1] == 0x0A, "a bare CR in a head")
                continue
            }
            precondition(index > 0 && head[index - 1] == 0x0D, "a bare LF in a head")
            let line = head.extracting(start..<index - 1)
            start = index + 1
            var name: [UInt8] = []
            var colon: Int?
            for place in line.indices where colon == nil {
                let letter = ASCII.lowercased(line[place])
                if letter == UInt8(ascii: ":") { colon = place }
                if ASCII.isAlphanumeric(letter) { name.append(letter) }
            }
            guard let colon else { continue }
            if name == Array("contentlength".utf8) {
                lengths.append(line.extracting((colon + 1)...).array)
            }
            if name == Array("transferencoding".utf8) { codings += 1 }
        }
        precondition(lengths.count <= 1 && codings <= 1, "framed twice")
        precondition(lengths.isEmpty || codings == 0, "framed in two ways")
        guard let chunked else { return }
        precondition(chunked == (codings == 1), "another reader sees another framing")
    }

    /// The head as a writer of ours would write it.
    private static func written(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) -> ByteBuffer {
        var text = ByteBuffer()
        text.append(bytes, head.methodRange)
        text.append(" ")
        text.append(bytes, head.target)
        text.append(head.minorVersion == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n")
        for index in 0..<head.headers.count {
            text.append(bytes, head.headers[index].name)
            text.append(": ")
            text.append(bytes, head.headers[index].value)
            text.append("\r\n")
        }
        text.append("\r\n")
        return text
    }
}
