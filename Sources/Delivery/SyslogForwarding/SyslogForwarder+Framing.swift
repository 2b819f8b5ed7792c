import Bytes

// From a line to what is sent of it.

extension SyslogForwarder {
    /// Writes the head of lines of this second, or none for what has its own.
    func prepareHead(_ origin: LineOrigin) {
        guard origin == .file else {
            scratch.removeAll()
            scratchSecond = .min
            return
        }
        let second = time.wallSeconds
        guard second != scratchSecond else { return }
        scratch.removeAll()
        head.append(at: second, to: &scratch)
        scratchSecond = second
    }

    /// Appends `line` to the queue as it goes to the server.
    func frame(_ line: Span<UInt8>) {
        switch framing {
        case .octetCounted:
            queue.append(decimal: scratch.count + line.count)
            queue.append(UInt8(ascii: " "))
            queue.append(scratch.span)
            queue.append(line)
        case .datagram:
            queue.append(scratch.span)
            queue.append(line)
        case .newline:
            queue.append(scratch.span)
            appendOneLine(line)
            queue.append(UInt8(ascii: "\n"))
        }
    }

    /// Appends `line` so that the server takes it for one: line feeds and NULs become spaces.
    private func appendOneLine(_ line: Span<UInt8>) {
        var first = 0
        for index in line.indices where line[index] == 0 || line[index] == UInt8(ascii: "\n") {
            queue.append(line, first..<index)
            queue.append(UInt8(ascii: " "))
            first = index + 1
        }
        queue.append(line, first..<line.count)
    }
}
