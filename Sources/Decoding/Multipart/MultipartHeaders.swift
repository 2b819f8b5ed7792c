import Bytes

/// The header lines of one part (RFC 7578 4.2, 4.7).
struct MultipartHeaders {
    private(set) var name: Range<Int>?
    private(set) var fileName: Range<Int>?
    private var hasDisposition = false

    /// Reads lines up to the empty one and returns the offset behind it.
    mutating func read(from start: Int, in body: Span<UInt8>) throws(MultipartFault) -> Int {
        var position = start
        while true {
            guard position - start <= MultipartCursor.maximumHeaderLength else {
                throw MultipartFault(.headersTooLong, at: position)
            }
            guard let end = MultipartCursor.endOfLine(at: position, in: body) else {
                let broken = body.offset(
                    of: UInt8(ascii: "\r"), or: UInt8(ascii: "\n"), from: position)
                throw MultipartFault(
                    broken + 1 < body.count ? .malformedHeader : .unexpectedEnd, at: broken)
            }
            guard end - start <= MultipartCursor.maximumHeaderLength else {
                throw MultipartFault(.headersTooLong, at: position)
            }
            if end == position { return end + 2 }
            try readLine(position..<end, in: body)
            position = end + 2
        }
    }

    private mutating func readLine(
        _ line: Range<Int>, in body: Span<UInt8>
    ) throws(MultipartFault) {
        var colon = line.lowerBound
        while colon < line.upperBound, body[colon] != UInt8(ascii: ":") {
            guard body[colon] > 0x20, body[colon] < 0x7F else {
                throw MultipartFault(.malformedHeader, at: colon)
            }
            colon += 1
        }
        guard colon > line.lowerBound, colon < line.upperBound else {
            throw MultipartFault(.malformedHeader, at: colon)
        }
        var value = colon + 1..<line.upperBound
        for index in value where body[index] < 0x20 && body[index] != 0x09 || body[index] == 0x7F {
            throw MultipartFault(.malformedHeader, at: index)
        }
        while let first = value.first, MultipartCursor.isSpace(body[first]) {
            value.removeFirst()
        }
        while let last = value.last, MultipartCursor.isSpace(body[last]) { value.removeLast() }
        let field = body.extracting(line.lowerBound..<colon)
        if field.equalsIgnoringCase("Content-Disposition") {
            guard !hasDisposition, readDisposition(value, in: body) else {
                throw MultipartFault(.malformedDisposition, at: value.lowerBound)
            }
            hasDisposition = true
        } else if field.equalsIgnoringCase("Content-Transfer-Encoding") {
            let encoding = body.extracting(value)
            guard
                encoding.equalsIgnoringCase("binary") || encoding.equalsIgnoringCase("8bit")
                    || encoding.equalsIgnoringCase("7bit")
            else { throw MultipartFault(.encodedContent, at: value.lowerBound) }
        }
    }

    /// Takes `form-data; name="…"; filename="…"`, in which nothing may come twice.
    private mutating func readDisposition(_ value: Range<Int>, in body: Span<UInt8>) -> Bool {
        let text = body.extracting(value)
        var cursor = ParameterListCursor()
        guard let kind = cursor.next(in: text), cursor.scheme == nil, kind.value.isEmpty,
            text.extracting(kind.name).equalsIgnoringCase("form-data")
        else { return false }
        var encodedName: Range<Int>?
        while let field = cursor.next(in: text) {
            let parameter = text.extracting(field.name)
            let found =
                field.value.lowerBound + value.lowerBound..<field.value.upperBound
                + value.lowerBound
            if parameter.equalsIgnoringCase("name"), name == nil {
                name = found
            } else if parameter.equalsIgnoringCase("filename"), fileName == nil {
                fileName = found
            } else if parameter.equalsIgnoringCase("filename*"), encodedName == nil {
                // RFC 7578 4.2 forbids it and clients send it. It marks a file, and nothing more.
                encodedName = found
            } else {
                return false
            }
        }
        fileName = fileName ?? encodedName
        return cursor.position == text.count && name != nil
    }
}
