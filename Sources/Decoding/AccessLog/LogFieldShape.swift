import Bytes

/// The grammar of a log field whose values are few in form.
///
/// A field that is copied unread must have one: else whatever shifts or injects columns puts an
/// address or a name where a number is expected. A missing value, `-` or nothing, is in all of them.
package enum LogFieldShape: Sendable, Equatable {
    /// No grammar: the value has to be treated.
    case anything
    /// Three digits (RFC 9110 15).
    case status
    /// Digits.
    case count
    /// A decimal number, or a list of them with `,` or ` : ` between (nginx upstream variables).
    case number
    /// One to five digits.
    case port
    /// Digits, punctuation, and the words of dates: months, days, zones.
    case time
    /// Upper-case letters, `-` and `_`: registered methods and those of known protocols.
    case method
    /// `HTTP/1.1` and the like.
    case protocolVersion
    /// `http`, `https`, `ws` or `wss`.
    case scheme
    /// A decimal number below a thousand million: how long something took, never a telephone number.
    case duration
    /// The site's own name; no address but the machine's own.
    case siteName
    /// The site's own name before its port: that of a machine may end in a digit.
    case portedSiteName
    /// A host name of any kind, with or without a port; no address.
    case hostName
    /// `text/html`, with or without a charset (RFC 9110 8.3.1).
    case mediaType
    /// `10/Oct/2024:13:55:36 +0200`.
    case commonTime
    /// `Thu Oct 10 13:55:36 2024` (C `asctime`).
    case calendarTime
    /// Numbers with `/` between, each with a sign or without (HAProxy `0/0/1/12/13`).
    case counters
    /// A few letters and dashes, one for each thing that may have happened (HAProxy `--NI`).
    case flags
    /// What Varnish did with a request (varnishncsa `%{Varnish:handling}x`).
    case cacheResult
    /// A short word of the server's own list, such as `HIT`, `REST.GET.OBJECT` or `h2`.
    case code
    /// One address with or without a port, nothing else.
    case address
    /// A path that begins with a slash.
    case path
    /// A path that begins with a slash, or text with a scheme before a colon.
    case url
    /// Hexadecimal digits, as many as a digest has.
    case digest

    /// Whether all of `text` is in the grammar.
    package func fits(_ text: Span<UInt8>) -> Bool { fits(text, text.indices) }

    /// Whether `range` of `line` is in the grammar.
    @inline(__always)
    func fits(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        switch self {
        case .anything: return true
        case .count:
            var position = range.lowerBound
            while position < range.upperBound, ASCII.isDigit(line[position]) { position &+= 1 }
            return position == range.upperBound && range.count <= Self.mostDigits
                || Self.isMissing(line, range)
        case .status:
            if range.count == 3 {
                let start = range.lowerBound
                return ASCII.isDigit(line[start]) && ASCII.isDigit(line[start &+ 1])
                    && ASCII.isDigit(line[start &+ 2])
            }
            return Self.isMissing(line, range)
        default: return Self.isMissing(line, range) || fitsOther(line.extracting(range))
        }
    }

    @inline(never)
    private func fitsOther(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .anything, .count, .status: false
        case .number: Self.isNumberList(text)
        case .port: Self.isPort(text)
        case .time: Self.isTime(text)
        case .method: Self.isMethod(text)
        case .protocolVersion: Self.isProtocol(text)
        case .scheme:
            text.equals("https") || text.equals("http") || text.equals("wss") || text.equals("ws")
        case .duration: Self.isDuration(text)
        case .siteName: Self.isSiteName(text)
        case .portedSiteName: Self.isPortedSiteName(text)
        case .hostName: Self.isHostName(text, mayHavePort: true)
        case .mediaType: Self.isMediaType(text)
        case .commonTime: Self.isCommonTime(text)
        case .calendarTime: Self.isCalendarTime(text)
        case .counters: Self.isCounters(text)
        case .flags: Self.isFlags(text)
        case .cacheResult: Self.isCacheResult(text)
        case .code: Self.isCode(text)
        case .address: Self.isAddress(text)
        case .path: text[0] == UInt8(ascii: "/")
        case .url: Self.isURL(text)
        case .digest: Self.isDigest(text)
        }
    }

    private static func isMissing(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        range.isEmpty || range.count == 1 && line[range.lowerBound] == UInt8(ascii: "-")
    }

    /// The digits of the largest 64-bit number.
    static let mostDigits = 20
}
