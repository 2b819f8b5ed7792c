import Bytes
import Decoding

// What is taken off a line before anything is treated.

extension FuzzTargets {
    /// Parts of heads and messages lie in order inside the line.
    static func logHeads(_ line: Span<UInt8>) {
        if let head = DaemonHead.split(line) {
            var end = 0
            for part in [head.count, head.host, head.program, head.process, head.messageID] {
                guard let part else { continue }
                precondition(end <= part.lowerBound, "parts overlap")
                end = part.upperBound
            }
            if let data = head.structuredData {
                precondition(end <= data.lowerBound && data.upperBound <= head.message)
                var cursor = StructuredDataCursor(from: data.lowerBound)
                end = data.lowerBound
                while let parameter = cursor.next(in: line, before: data.upperBound) {
                    precondition(end <= parameter.name.lowerBound, "no progress")
                    precondition(parameter.name.upperBound < parameter.value.lowerBound)
                    precondition(
                        StructuredDataCursor.isValue(line.extracting(parameter.value)),
                        "a value that may not stand there")
                    end = parameter.value.upperBound
                    precondition(end < data.upperBound, "a value beyond its group")
                }
                end = data.upperBound
            }
            precondition(end <= head.message && head.message <= line.count, "parts in the message")
        }
        if let start = ContainerHead.messageStart(line) { precondition(start <= line.count) }
        for layout in MessageLayout.allCases {
            var parts = MessageParts()
            guard layout.split(line, into: &parts) else { continue }
            var end = 0
            for index in 0..<parts.count {
                precondition(end <= parts[index].range.lowerBound, "parts overlap")
                end = parts[index].range.upperBound
                precondition(layout.fields.contains(parts[index].field), "a field it has not")
            }
            precondition(end <= line.count, "a part beyond the line")
            var again = MessageParts()
            precondition(layout.split(line, into: &again) && again.count == parts.count)
        }
        controlEscapes(line)
    }

    /// What rsyslog escaped comes back.
    private static func controlEscapes(_ line: Span<UInt8>) {
        let escapes = ControlEscapes(seenIn: line)
        var decoded = ByteBuffer()
        ControlEscapes.decode(line, into: &decoded)
        guard escapes.isPresent else {
            precondition(decoded.span.equals(line), "decodes what is not escaped")
            return
        }
        var encoded = ByteBuffer()
        escapes.encode(decoded.span, into: &encoded)
        var again = ByteBuffer()
        ControlEscapes.decode(encoded.span, into: &again)
        if !escapes.isAmbiguous {
            precondition(again.span.equals(decoded.span), "does not come back")
        }
        precondition(encoded.count <= 4 * line.count, "more than escapes take")
    }

    /// What was mended is mended for good, and JSON is not touched.
    static func jsonRepair(_ text: Span<UInt8>) {
        var mended = ByteBuffer()
        let isMended = JSONRepair.mend(text, into: &mended)
        precondition(isMended || mended.span.equals(text), "changes what it calls whole")
        precondition(mended.count <= 6 * text.count, "more than escapes take")
        if isWhole(text), isUTF8(text) { precondition(!isMended, "mends what is whole") }
        var again = ByteBuffer()
        precondition(!JSONRepair.mend(mended.span, into: &again), "mends twice")
    }

    private static func isUTF8(_ text: Span<UInt8>) -> Bool {
        String(validating: text.array, as: UTF8.self) != nil
    }

    private static func isWhole(_ text: Span<UInt8>) -> Bool {
        var cursor = JSONCursor()
        do {
            while try cursor.next(in: text) != nil {}
            return true
        } catch {
            return false
        }
    }

    /// Columns of a W3C line fill it, and values that are written are read again.
    static func w3cColumns(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let line = bytes.extracting(1...)
        var columns = W3CColumns()
        if columns.split(line, expecting: Int(bytes[0] % 12)) {
            precondition(columns.ranges.count == Int(bytes[0] % 12))
            var end = -1
            for range in columns.ranges {
                precondition(range.lowerBound == end + 1, "something between two columns")
                end = range.upperBound
            }
            precondition(end == line.count || end + 1 == line.count, "does not fill the line")
        }
        if let names = W3CDirective.fieldNames(line) {
            precondition(!names.isEmpty && names.count <= W3CColumns.capacity)
            var end = 8
            for name in names {
                precondition(end <= name.lowerBound && !name.isEmpty)
                end = name.upperBound
            }
            precondition(end <= line.count)
        }
        for isTabbed in [false, true] {
            let text = W3CText(of: line, isTabbed: isTabbed)
            var scratch = ByteBuffer()
            var plain = ByteBuffer()
            text.decode(line, scratch: &scratch, into: &plain)
            precondition(scratch.isEmpty, "left something behind")
            var written = ByteBuffer()
            text.encode(plain.span, into: &written)
            precondition(written.firstOffset(of: 0x0A) == nil, "a line becomes several")
            if isTabbed { precondition(written.firstOffset(of: 0x09) == nil, "another column") }
        }
    }
}

extension ByteBuffer {
    fileprivate func firstOffset(of byte: UInt8) -> Int? { span.firstOffset(of: byte) }
}
