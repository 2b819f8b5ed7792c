import Bytes
import Decoding

extension LogAnonymizer {
    /// Appends a line of this format with its fields treated.
    ///
    /// Returns `false` and appends nothing when the line does not fit.
    mutating func anonymize(
        _ line: Span<UInt8>, in format: WrappedLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        switch format.head {
        case .container:
            guard let start = ContainerHead.messageStart(line) else { return false }
            output.append(line, 0..<start)
            treatWrapped(
                line.extracting(start..<line.count), in: format, preferring: [], into: &output)
            return true
        case .syslog:
            guard let head = DaemonHead.split(line), format.isOwn(line, head.program) else {
                return false
            }
            let mark = output.count
            if write(line, head, in: format, into: &output) { return true }
            output.truncate(to: mark)
            return false
        }
    }

    /// Appends the text of a program's message, whose head was taken off by another wrapper.
    private mutating func treatProgramText(
        _ text: Span<UInt8>, in format: WrappedLogFormat, into output: inout ByteBuffer
    ) {
        var start = 0
        if let end = QueueID.end(text) {
            start = end
            writeQueue(text.extracting(0..<end), format.queue, into: &output)
        }
        let rest = text.extracting(start..<text.count)
        treatText(rest, format.message, values: format.values, into: &output)
    }

    // MARK: Heads

    private mutating func write(
        _ line: Span<UInt8>, _ head: DaemonHead, in format: WrappedLogFormat,
        into output: inout ByteBuffer
    ) -> Bool {
        let start = output.count
        var copied = head.count?.upperBound ?? 0
        write(line, head.host, .host, format.host, &copied, into: &output)
        write(line, head.program, .program, format.program, &copied, into: &output)
        write(line, head.process, .process, format.process, &copied, into: &output)
        write(line, head.messageID, .messageID, format.messageID, &copied, into: &output)
        if let groups = head.structuredData {
            output.append(line, copied..<groups.lowerBound)
            treatStructuredData(line, groups, format.structuredData, into: &output)
            copied = groups.upperBound
        }
        output.append(line, copied..<head.message)
        let message = line.extracting(head.message..<line.count)
        if head.isCertain {
            if let text = format.text(of: head.program, in: line) {
                treatWrapped(message, in: text, preferring: [], into: &output)
            } else {
                let names = head.program.map { format.formats(of: line.extracting($0)) } ?? []
                treatWrapped(message, in: format, preferring: names, into: &output)
            }
        } else {
            collect(message)
            if !anonymizeInner(message, preferring: [], into: &output) { return false }
        }
        if let count = head.count {
            return recount(line, count, from: start, in: &output)
        }
        return true
    }

    /// Appends a part of the head, and what stands before it; `copied` is where the line goes on.
    private mutating func write(
        _ line: Span<UInt8>, _ part: Range<Int>?, _ field: WrappedField, _ rule: FieldRule,
        _ copied: inout Int, into output: inout ByteBuffer
    ) {
        guard let part else { return }
        output.append(line, copied..<part.lowerBound)
        copied = part.upperBound
        let mark = output.count
        let value = line.extracting(part)
        if field == .host {
            treatHost(value, rule, into: &output)
        } else {
            treatName(value, rule, into: &output)
        }
        note(field.rawValue, rule, value, output.span.extracting(mark..<output.count))
    }

    /// Writes the octet count before what was appended, longer or shorter by as much as the line is.
    private func recount(
        _ line: Span<UInt8>, _ count: Range<Int>, from start: Int, in output: inout ByteBuffer
    ) -> Bool {
        var counted = 0
        for index in count { counted = counted * 10 + Int(line[index] - 0x30) }
        let length = output.count - start
        counted += length - (line.count - count.upperBound)
        guard counted >= 0 else { return false }
        var framed = ByteBuffer(capacity: length + 8)
        framed.append(decimal: counted)
        framed.append(output.span.extracting(start..<output.count))
        output.truncate(to: start)
        output.append(framed.span)
        return true
    }

    /// A host's name stays if it is one and spells no address and no person's device; an address is cut.
    private mutating func treatHost(
        _ host: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) {
        guard rule.treatment == .keep, !isMissing(host) else {
            return treatPart(host, rule, into: &output)
        }
        values.tally.count(rule)
        if AddressTruncation.truncateToken(host, prefixes: options.prefixes, into: &output) {
            return
        }
        guard LogFieldShape.hostName.fits(host), !WrappedHost.isPersonal(host) else {
            return output.append(UInt8(ascii: "-"))
        }
        writeUnlessFound(host, into: &output)
    }

    /// A program's name, a process number, or a message's type.
    private mutating func treatName(
        _ name: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) {
        guard rule.treatment == .keep, !isMissing(name) else {
            return treatPart(name, rule, into: &output)
        }
        values.tally.count(rule)
        writeUnlessFound(name, into: &output)
    }

    /// Appends a word that stays as it is, with its addresses cut, or becomes a dash.
    private mutating func writeUnlessFound(_ word: Span<UInt8>, into output: inout ByteBuffer) {
        let mark = output.count
        values.scrub(word, into: &output)
        for index in mark..<output.count
        where output[index] == UInt8(ascii: "{") || output[index] <= 0x20 {
            output.truncate(to: mark)
            return output.append(UInt8(ascii: "-"))
        }
    }

    private mutating func treatStructuredData(
        _ line: Span<UInt8>, _ groups: Range<Int>, _ names: MessageValues,
        into output: inout ByteBuffer
    ) {
        var copied = groups.lowerBound
        var cursor = StructuredDataCursor(from: groups.lowerBound)
        while let parameter = cursor.next(in: line, before: groups.upperBound) {
            output.append(line, copied..<parameter.value.lowerBound)
            copied = parameter.value.upperBound
            let rule = names.anyRule(for: line.extracting(parameter.name))
            let mark = output.count
            treatPart(line.extracting(parameter.value), rule, into: &output)
            // What a detector leaves of a text may have lost the backslash before a quote or bracket.
            if !StructuredDataCursor.isValue(output.span.extracting(mark..<output.count)) {
                output.truncate(to: mark)
                output.append(UInt8(ascii: "-"))
            }
        }
        output.append(line, copied..<groups.upperBound)
    }

    // MARK: Messages

    /// Appends the message of a wrapped line: a line of another format, or text.
    private mutating func treatWrapped(
        _ message: Span<UInt8>, in format: WrappedLogFormat, preferring names: [String],
        into output: inout ByteBuffer
    ) {
        let escapes = ControlEscapes(seenIn: message)
        guard escapes.isPresent else {
            return treatDecoded(message, in: format, preferring: names, into: &output)
        }
        var decoded = ByteBuffer(capacity: message.count)
        ControlEscapes.decode(message, into: &decoded)
        var result = ByteBuffer(capacity: message.count)
        treatDecoded(decoded.span, in: format, preferring: names, into: &result)
        if result.span.equals(decoded.span), !escapes.isAmbiguous {
            output.append(message)
        } else if escapes.isAmbiguous {
            // The number behind `#` may be one of an order after all.
            decoded.wipeAll()
            escapes.encode(result.span, into: &decoded)
            treatPart(decoded.span, format.message, into: &output)
        } else {
            escapes.encode(result.span, into: &output)
        }
        decoded.wipe()
    }

    private mutating func treatDecoded(
        _ message: Span<UInt8>, in format: WrappedLogFormat, preferring names: [String],
        into output: inout ByteBuffer
    ) {
        if message.isEmpty { return }
        if !format.owners.isEmpty { return treatProgramText(message, in: format, into: &output) }
        collect(message)
        if anonymizeInner(message, preferring: names, into: &output) { return }
        treatText(message, format.message, values: format.values, into: &output)
    }

    // MARK: Mail

    /// Appends the number of a mail, or zeros in its place.
    ///
    /// Sender and recipient have the number in the head of the mail, so that it leads back to them; no
    /// pseudonym without a key would help. Zeros keep the line readable for programs.
    private mutating func writeQueue(
        _ number: Span<UInt8>, _ rule: FieldRule, into output: inout ByteBuffer
    ) {
        values.tally.count(rule)
        guard rule.treatment == .remove else { return output.append(number) }
        for _ in number.indices { output.append(UInt8(ascii: "0")) }
    }
}
