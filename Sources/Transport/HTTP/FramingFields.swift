import Bytes

/// The fields that say where a message and a connection end, read the same way in both directions.
enum FramingFields {
    /// The value of Content-Length: decimal digits without sign, list, white space or padding.
    ///
    /// Refused: everything else, also leading zeros, which some readers take for octal, and numbers of
    /// more than 18 digits (RFC 9110 8.6).
    static func contentLength(
        _ input: Span<UInt8>, _ value: Range<Int>
    ) throws(HTTPFault) -> Int {
        let fault = HTTPFault(.lengthInvalid, at: value.lowerBound)
        guard !value.isEmpty, value.count <= 18 else { throw fault }
        guard value.count == 1 || input[value.lowerBound] != UInt8(ascii: "0") else { throw fault }
        var length = 0
        for index in value {
            guard ASCII.isDigit(input[index]) else { throw fault }
            length = length &* 10 &+ Int(input[index] &- 0x30)
        }
        return length
    }

    /// Whether the body is chunked, from Transfer-Encoding.
    ///
    /// Refused: Transfer-Encoding beside Content-Length, in HTTP/1.0, and with any value but
    /// `chunked`, in whatever case (RFC 9112 7): no list, no parameter, no other coding.
    static func isChunked(
        _ input: Span<UInt8>, _ headers: borrowing HeaderTable, minorVersion: UInt8
    ) throws(HTTPFault) -> Bool {
        guard let value = headers.first(.transferEncoding) else { return false }
        guard !headers.contains(.contentLength) else {
            throw HTTPFault(.lengthAndTransferEncoding, at: value.lowerBound)
        }
        guard minorVersion == 1 else {
            throw HTTPFault(.transferEncodingVersion, at: value.lowerBound)
        }
        guard input.extracting(value).equalsIgnoringCase("chunked") else {
            throw HTTPFault(.transferCoding, at: value.lowerBound)
        }
        return true
    }

    /// Refuses a second field of a kind that decides framing or routing, even an equal one.
    @inline(__always)
    static func checkSingle(
        _ entry: HeaderTable.Entry, in headers: borrowing HeaderTable
    ) throws(HTTPFault) {
        // The three kinds have the lowest raw values.
        guard entry.known.rawValue <= KnownHeader.transferEncoding.rawValue,
            headers.contains(entry.known)
        else { return }
        let code: HTTPFault.Code =
            switch entry.known {
            case .host: .hostDuplicate
            case .contentLength: .lengthDuplicate
            default: .transferEncodingDuplicate
            }
        throw HTTPFault(code, at: entry.name.lowerBound)
    }

    /// Whether the connection stays open after the message (RFC 9112 9.3).
    ///
    /// Every Connection field is read; `close` wins over `keep-alive`; other options name fields we do
    /// not forward anyway. Refused: an element that is no token. In a request also one that names a
    /// field of framing or routing: who obeys it passes on another message (RFC 9110 7.6.1). Some
    /// servers name Transfer-Encoding in their responses.
    static func keepsAlive(
        _ input: Span<UInt8>, _ headers: borrowing HeaderTable, minorVersion: UInt8,
        isRequest: Bool
    ) throws(HTTPFault) -> Bool {
        guard headers.contains(.connection) else { return minorVersion == 1 }
        var close = false
        var keepAlive = minorVersion == 1
        for index in 0..<headers.count where headers[index].known == .connection {
            let value = headers[index].value
            var start = value.lowerBound
            while start < value.upperBound {
                let comma = input.offset(of: 0x2C, in: start..<value.upperBound)
                let option = input.trimmed(start..<(comma ?? value.upperBound))
                let name = input.extracting(option)
                if name.equalsIgnoringCase("close") {
                    close = true
                } else if name.equalsIgnoringCase("keep-alive") {
                    keepAlive = true
                } else if let offset = Token.firstOutside(input, option) {
                    throw HTTPFault(.connectionOption, at: offset)
                } else if isRequest, mustStay(name) {
                    throw HTTPFault(.connectionOption, at: option.lowerBound)
                }
                start = (comma ?? value.upperBound) + 1
            }
        }
        return keepAlive && !close
    }

    /// Whether a request without the field of this name would be another one.
    private static func mustStay(_ name: Span<UInt8>) -> Bool {
        name.equalsIgnoringCase("content-length") || name.equalsIgnoringCase("transfer-encoding")
            || name.equalsIgnoringCase("host")
    }
}
