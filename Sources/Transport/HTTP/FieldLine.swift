import Bytes

extension LineScanner {
    /// Reads the field lines of a head; says whether the empty line at their end has arrived.
    ///
    /// Refused: what a single line is refused for, more fields than `limits` allow, and a second
    /// field of those that decide how a message is read. Host is one of them in responses too: it
    /// has no meaning there, but no server has a reason to send it twice either.
    @inline(__always)
    mutating func readFields(
        of input: Span<UInt8>, limits: HTTPLimits, into headers: inout HeaderTable
    ) throws(HTTPFault) -> Bool {
        while let line = try next(
            in: input, limit: limits.maximumHeadBytes, tooLong: .headTooLarge)
        {
            if line.isEmpty { return true }
            guard headers.count < limits.maximumHeaderCount else {
                throw HTTPFault(.tooManyFields, at: line.lowerBound)
            }
            let entry = try FieldLine.parse(input, line, isFirst: headers.count == 0)
            try FramingFields.checkSingle(entry, in: headers)
            headers.append(entry)
        }
        return false
    }
}

/// One field line, in heads and in trailers (RFC 9112 5).
enum FieldLine {
    /// The field in `line`, a line without control bytes.
    ///
    /// Refused: white space before the name (obs-fold, or a field before the first), no colon, an
    /// empty name, white space before the colon, a byte outside the token grammar, and a name
    /// that another program could take for a framing field.
    @inline(__always)
    static func parse(
        _ input: Span<UInt8>, _ line: Range<Int>, isFirst: Bool
    ) throws(HTTPFault) -> HeaderTable.Entry {
        let start = line.lowerBound
        guard input[start] != 0x20, input[start] != 0x09 else {
            throw HTTPFault(isFirst ? .leadingWhitespace : .obsoleteFold, at: start)
        }
        guard let colon = input.offset(of: 0x3A, in: line) else {
            throw HTTPFault(.missingColon, at: start)
        }
        let name = start..<colon
        let known = KnownHeader(input, name)
        if known == .other { try checkUnknown(input, name) }
        return HeaderTable.Entry(
            known: known, name: name, value: input.trimmed(colon &+ 1..<line.upperBound))
    }

    private static func checkUnknown(
        _ input: Span<UInt8>, _ name: Range<Int>
    ) throws(HTTPFault) {
        guard !name.isEmpty else { throw HTTPFault(.emptyName, at: name.lowerBound) }
        if let offset = Token.firstOutside(input, name) {
            let isSpace = input[offset] == 0x20 || input[offset] == 0x09
            throw HTTPFault(isSpace ? .whitespaceInName : .nameByte, at: offset)
        }
        guard !imitatesFraming(input, name) else {
            throw HTTPFault(.framingImitation, at: name.lowerBound)
        }
    }

    /// Whether only marks between the letters distinguish `name` from a framing field.
    ///
    /// `Content_Length`, `Transfer.Encoding` and the like become the real names in gateways that
    /// turn fields into variables (RFC 3875 4.1.18).
    private static func imitatesFraming(_ input: Span<UInt8>, _ name: Range<Int>) -> Bool {
        imitates("contentlength", input, name) || imitates("transferencoding", input, name)
    }

    private static func imitates(
        _ letters: StaticString, _ input: Span<UInt8>, _ name: Range<Int>
    ) -> Bool {
        guard name.count >= letters.utf8CodeUnitCount else { return false }
        var matched = 0
        for index in name where ASCII.isAlphanumeric(input[index]) {
            // SAFETY: `matched` is below the literal's length when it is used.
            guard matched < letters.utf8CodeUnitCount,
                unsafe ASCII.lowercased(input[index]) == letters.utf8Start[matched]
            else { return false }
            matched += 1
        }
        return matched == letters.utf8CodeUnitCount
    }
}
