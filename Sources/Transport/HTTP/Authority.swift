import Bytes

/// Host and port, in Host and in an absolute target (RFC 9110 4.2, RFC 3986 3.2).
struct Authority: Sendable {
    var host: Range<Int>
    var port: Int?

    /// Reads the authority in `range`.
    ///
    /// Refused: an empty host, user information, lists, spaces, percent-encoding and all marks that no
    /// name in the DNS has, an empty or impossible port, more than 255 bytes. In brackets only the
    /// characters of an IPv6 address are accepted, without a zone.
    init(_ input: Span<UInt8>, _ range: Range<Int>) throws(HTTPFault) {
        guard !range.isEmpty, range.count <= Self.maximumBytes else {
            throw HTTPFault(.hostInvalid, at: range.lowerBound)
        }
        var end = range.lowerBound
        if input[end] == UInt8(ascii: "[") {
            end = try Self.endOfBrackets(input, range)
        } else {
            end = try Self.endOfName(input, range)
        }
        host = range.lowerBound..<end
        guard end < range.upperBound else { return }
        guard input[end] == UInt8(ascii: ":") else { throw HTTPFault(.hostInvalid, at: end) }
        port = try Self.port(input, end &+ 1..<range.upperBound)
    }

    /// Whether both name the same host and port; host names ignore case.
    func isSame(as other: Authority, in input: Span<UInt8>, defaultPort: Int) -> Bool {
        guard host.count == other.host.count else { return false }
        guard port ?? defaultPort == other.port ?? defaultPort else { return false }
        for index in 0..<host.count {
            let mine = ASCII.lowercased(input[host.lowerBound + index])
            guard mine == ASCII.lowercased(input[other.host.lowerBound + index]) else {
                return false
            }
        }
        return true
    }

    /// The longest name of the DNS with a port; nobody honest pays.
    private static let maximumBytes = 255 + 6

    /// Where the letters, digits, hyphens, underscores and single dots of a name or IPv4 address end.
    private static func endOfName(
        _ input: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPFault) -> Int {
        let end = input.firstOffset(from: range.lowerBound, to: range.upperBound) { block in
            let isLetter = (block | every(0x20)) &- every(0x61) .< every(26)
            // From the hyphen to the nine lie `-`, `.`, `/` and the digits.
            let isMark = block &- every(0x2D) .< every(13) .& block .!= every(0x2F)
            return .!(isLetter .| isMark .| block .== every(0x5F))
        }
        guard end > range.lowerBound else { throw HTTPFault(.hostInvalid, at: end) }
        var label = range.lowerBound
        while let dot = input.offset(of: UInt8(ascii: "."), in: label..<end) {
            guard dot > label else { throw HTTPFault(.hostInvalid, at: dot) }
            label = dot &+ 1
        }
        return end
    }

    private static func endOfBrackets(
        _ input: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPFault) -> Int {
        var index = range.lowerBound + 1
        var colons = 0
        while index < range.upperBound, input[index] != UInt8(ascii: "]") {
            let byte = input[index]
            if byte == UInt8(ascii: ":") { colons += 1 }
            guard ASCII.isHexDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
            else { throw HTTPFault(.hostInvalid, at: index) }
            index += 1
        }
        // The shortest address is `::`, the longest has 45 characters.
        guard index < range.upperBound, 2...7 ~= colons, index - range.lowerBound <= 46 else {
            throw HTTPFault(.hostInvalid, at: range.lowerBound)
        }
        return index + 1
    }

    private static func port(
        _ input: Span<UInt8>, _ digits: Range<Int>
    ) throws(HTTPFault) -> Int {
        let fault = HTTPFault(.hostInvalid, at: digits.lowerBound)
        guard 1...5 ~= digits.count, input[digits.lowerBound] != UInt8(ascii: "0") else {
            throw fault
        }
        var port = 0
        for index in digits {
            guard ASCII.isDigit(input[index]) else { throw fault }
            port = port * 10 + Int(input[index] &- 0x30)
        }
        guard port <= 65535 else { throw fault }
        return port
    }
}
