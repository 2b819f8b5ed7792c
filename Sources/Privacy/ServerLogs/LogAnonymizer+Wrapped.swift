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
        if let host = head.host {
            output.append(line, copied..<host.lowerBound)
            treatHost(line.extracting(host), format.host, into: &output)
            copied = host.upperBound
        }
        if let program = head.program {
            output.append(line, copied..<program.lowerBound)
            treatName(line.extracting(program), format.program, into: &output)
            copied = program.upperBound
        }
        if let process = head.process {
            output.append(line, copied..<process.lowerBound)
            treatName(line.extracting(process), format.process, into: &output)
            copied = process.upperBound
        }
        if let messageID = head.messageID {
            output.append(line, copied..<messageID.lowerBound)
            treatName(line.extracting(messageID), format.messageID, into: &output)
            copied = messageID.upperBound
        }
        if let groups = head.structuredData {
            output.append(line, copied..<groups.lowerBound)
            treatStructuredData(line, groups, format.structuredData, into: &output)
            copied = groups.upperBound
        }
        output.append(line, copied..<head.message)
        let message = line.extracting(head.message..<line.count)
        if head.isCertain {
            let names = head.program.map { format.formats(of: line.extracting($0)) } ?? []
            treatWrapped(message, in: format, preferring: names, into: &output)
        } else if !anonymizeInner(message, preferring: [], into: &output) {
            return false
        }
        if let count = head.count {
            return recount(line, count, from: start, in: &output)
        }
        return true
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
        if anonymizeInner(message, preferring: names, into: &output) { return }
        treatText(message, format.message, values: format.values, into: &output)
    }

    /// Appends `line` as the first of ``inner`` that it fits, those of `names` first.
    ///
    /// Returns `false` and appends nothing when it fits none.
    private mutating func anonymizeInner(
        _ line: Span<UInt8>, preferring names: [String], into output: inout ByteBuffer
    ) -> Bool {
        guard !line.isEmpty, depth < Self.deepestWrapping else { return false }
        depth += 1
        defer { depth -= 1 }
        let mark = output.count
        for name in names {
            for format in inner where format.name == name {
                if case .wrapped(let own) = format.codec, !own.owners.isEmpty {
                    treatProgramText(line, in: own, into: &output)
                    return true
                }
                if anonymize(line, as: format, into: &output) { return true }
                output.truncate(to: mark)
            }
        }
        for format in inner {
            if anonymize(line, as: format, into: &output) { return true }
            output.truncate(to: mark)
        }
        return false
    }

    /// A container's line of a log daemon's line of a server's; what is deeper is text.
    private static let deepestWrapping = 4

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
