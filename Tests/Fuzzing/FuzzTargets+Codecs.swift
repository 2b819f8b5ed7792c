import Bytes
import Decoding

// What vendors wrap events in.

extension FuzzTargets {
    /// What is accepted has one spelling, which comes back.
    static func base64(_ bytes: Span<UInt8>) {
        for padding in [Base64Form.Padding.equals, .dots, .none] {
            var plain = ByteBuffer()
            plain.append("kept")
            var again = ByteBuffer()
            if let form = Base64.decode(bytes, paddedWith: padding, into: &plain) {
                Base64.encode(plain.span.extracting(4...), as: form, into: &again)
                precondition(again.span.equals(bytes), "another spelling")
            } else {
                precondition(plain.span.equals("kept"), "left something behind")
            }
        }
        for form in [
            Base64Form(alphabet: .standard, padding: .equals),
            Base64Form(alphabet: .urlSafe, padding: .none),
        ] {
            var text = ByteBuffer()
            Base64.encode(bytes, as: form, into: &text)
            var back = ByteBuffer()
            let isRead = Base64.decode(text.span, into: &back) != nil
            precondition(isRead && back.span.equals(bytes), "does not come back")
        }
    }

    /// A body is whole or refused, and never larger than allowed; the first byte sets the limit.
    static func compression(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        let limit = Int(bytes[0]) * 64
        var output = ByteBuffer()
        output.append("kept")
        let body = bytes.extracting(1...)
        do {
            try Compression.inflate(body, limit: limit, into: &output)
            precondition(output.count - 4 <= limit, "more than the limit")
            precondition(Compression.sniff(body) != nil, "inflated what it does not know")
            var exact = ByteBuffer()
            try? Compression.inflate(body, limit: output.count - 4, into: &exact)
            precondition(exact.count == output.count - 4, "the exact limit is refused")
        } catch {
            precondition(output.count == 4, "left something behind")
        }
    }

    /// Parts lie in order inside the body, and the form written again has the same parts.
    static func multipart(_ bytes: Span<UInt8>) {
        guard var cursor = MultipartCursor(body: bytes) else { return }
        let boundary = bytes.extracting(cursor.boundary)
        var again = ByteBuffer()
        var count = 0
        var end = 0
        var isWhole = false
        do {
            while let part = try cursor.next(in: bytes) {
                precondition(end < part.headers.lowerBound, "no progress")
                precondition(part.headers.lowerBound < part.name.lowerBound)
                precondition(part.name.upperBound < part.headers.upperBound)
                if let name = part.fileName {
                    precondition(name.clamped(to: part.headers) == name)
                }
                precondition(part.headers.upperBound + 2 == part.content.lowerBound)
                end = part.content.upperBound
                precondition(end < cursor.position && cursor.position <= bytes.count)
                count += 1
                again.append("--")
                again.append(boundary)
                again.append("\r\n")
                again.append(bytes, part.headers)
                again.append("\r\n")
                again.append(bytes, part.content)
                again.append("\r\n")
            }
            isWhole = true
        } catch {
            precondition(error.offset <= bytes.count)
            let isRefused = (try? cursor.next(in: bytes)) == nil
            precondition(isRefused, "a part behind a fault")
        }
        again.append("--")
        again.append(boundary)
        again.append("--\r\n")
        guard isWhole, let second = MultipartCursor(body: again.span) else {
            precondition(!isWhole, "lost the boundary")
            return
        }
        var rest = second
        var seen = 0
        while let part = try? rest.next(in: again.span) {
            precondition(!part.headers.isEmpty)
            seen += 1
        }
        precondition(seen == count, "other parts when written again")
    }

    /// Items lie in order inside the body, and with their lengths they fill it.
    static func envelope(_ bytes: Span<UInt8>) {
        var cursor = EnvelopeCursor()
        var end = 0
        do {
            let header = try cursor.header(in: bytes)
            precondition(header.lowerBound == 0 && header.upperBound <= bytes.count)
            end = header.upperBound
            while let item = try cursor.next(in: bytes) {
                precondition(end < item.header.lowerBound, "no progress")
                for offset in end..<item.header.lowerBound {
                    precondition(bytes[offset] == UInt8(ascii: "\n"), "passed over something")
                }
                precondition(item.type.clamped(to: item.header) == item.type)
                precondition(item.header.upperBound <= item.payload.lowerBound)
                end = item.payload.upperBound
                precondition(end <= cursor.position && cursor.position <= bytes.count)
            }
            precondition(cursor.position == bytes.count, "did not read to the end")
        } catch {
            precondition(error.offset <= bytes.count)
        }
    }

    /// Fields lie in order, none but separators between them.
    static func pairs(_ bytes: Span<UInt8>) {
        var userData = UserDataCursor()
        var end = 0
        while let pair = userData.next(in: bytes) {
            end = checked(pair, from: end, to: userData.position, in: bytes)
        }
        precondition(userData.position == bytes.count)

        var linker = LinkerCursor()
        end = 0
        while let pair = linker.next(in: bytes) {
            end = checked(pair, from: end, to: linker.position, in: bytes)
            var value = ByteBuffer()
            _ = Base64.decode(bytes.extracting(pair.value), paddedWith: .dots, into: &value)
        }
        precondition(linker.position == bytes.count)

        var list = ParameterListCursor()
        end = 0
        while let pair = list.next(in: bytes) {
            precondition(!pair.name.isEmpty)
            end = checked(pair, from: end, to: list.position, in: bytes)
        }
        let position = list.position
        let isOver = list.next(in: bytes) == nil
        precondition(isOver && list.position == position && position <= bytes.count)
    }

    private static func checked(
        _ pair: PairField, from end: Int, to position: Int, in bytes: Span<UInt8>
    ) -> Int {
        precondition(end <= pair.name.lowerBound && pair.name.upperBound <= pair.value.lowerBound)
        precondition(pair.value.upperBound <= position && position <= bytes.count)
        precondition(end < position, "no progress")
        return position
    }

    /// Tokens lie in order, only white space, commas and colons between them, and strings come back.
    static func json(_ bytes: Span<UInt8>) {
        var cursor = JSONCursor()
        var end = 0
        while let token = try? cursor.next(in: bytes) {
            let range: Range<Int>
            switch token {
            case .beginObject, .beginArray, .endObject, .endArray:
                range = cursor.position - 1..<cursor.position
            case .number(let found), .literal(let found): range = found
            case .name(let found), .string(let found):
                range = found
                var text = ByteBuffer()
                let inside = bytes.extracting(found.lowerBound + 1..<found.upperBound - 1)
                precondition(JSONString.decode(inside, into: &text), "an escape it refuses")
                var again = ByteBuffer()
                JSONString.encode(text.span, into: &again)
                var back = ByteBuffer()
                JSONString.decode(again.span.extracting(1..<again.count - 1), into: &back)
                precondition(back.span.equals(text.span), "does not come back")
            }
            precondition(end <= range.lowerBound && range.upperBound <= cursor.position)
            for offset in end..<range.lowerBound {
                switch bytes[offset] {
                case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: ":"): break
                default: preconditionFailure("passed over something")
                }
            }
            end = range.upperBound
            precondition(cursor.position <= bytes.count && cursor.depth <= 64)
        }
    }
}
