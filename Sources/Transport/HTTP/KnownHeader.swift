import Bytes

/// The field names that have a meaning somewhere in the program; names ignore case (RFC 9110 5.1).
package enum KnownHeader: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    // The first three decide framing and routing and may stand in a message only once.
    case host, contentLength, transferEncoding
    case connection, expect, userAgent, referer, cookie
    case origin, contentType, contentEncoding, acceptLanguage, accept, acceptEncoding
    case xForwardedFor, forwarded, xRealIP, secGPC, dnt, authorization
    case accessControlRequestMethod, accessControlRequestHeaders, ifNoneMatch, te, upgrade
    case retryAfter, date, server, setCookie, location, keepAlive, trailer
    /// Any other name.
    case other
}

extension KnownHeader {
    /// The header whose name is `input[name]`, which holds no control bytes.
    ///
    /// One switch on the length, then one comparison, rarely two.
    init(_ input: Span<UInt8>, _ name: Range<Int>) {
        switch name.count {
        case 2...7: self = Self.short(input, name)
        case 8...30: self = Self.long(input, name)
        default: self = .other
        }
    }

    private static func short(_ input: Span<UInt8>, _ name: Range<Int>) -> KnownHeader {
        let bits = UInt64(8 &* name.count)
        let word = (input.word(at: name.lowerBound) | lowerCaseBits) & (1 &<< bits &- 1)
        switch name.count {
        case 2: return word == packed("te") ? .te : .other
        case 3: return word == packed("dnt") ? .dnt : .other
        case 4:
            if word == packed("host") { return .host }
            return word == packed("date") ? .date : .other
        case 6:
            if word == packed("accept") { return .accept }
            if word == packed("cookie") { return .cookie }
            if word == packed("origin") { return .origin }
            if word == packed("expect") { return .expect }
            return word == packed("server") ? .server : .other
        case 7:
            if word == packed("referer") { return .referer }
            if word == packed("sec-gpc") { return .secGPC }
            if word == packed("upgrade") { return .upgrade }
            return word == packed("trailer") ? .trailer : .other
        default: return .other
        }
    }

    private static func long(_ input: Span<UInt8>, _ name: Range<Int>) -> KnownHeader {
        let (candidate, literal) = candidate(
            length: name.count, first: input[name.lowerBound] | 0x20,
            last: input[name.upperBound &- 1] | 0x20)
        guard candidate != .other else { return .other }
        return matches(input, name, literal) ? candidate : .other
    }

    /// The only name of this length with these ends, if there is one.
    @inline(__always)
    private static func candidate(
        length: Int, first: UInt8, last: UInt8
    ) -> (KnownHeader, StaticString) {
        switch (length, first) {
        case (8, UInt8(ascii: "l")): (.location, "location")
        case (9, UInt8(ascii: "f")): (.forwarded, "forwarded")
        case (9, UInt8(ascii: "x")): (.xRealIP, "x-real-ip")
        case (10, UInt8(ascii: "c")): (.connection, "connection")
        case (10, UInt8(ascii: "u")): (.userAgent, "user-agent")
        case (10, UInt8(ascii: "s")): (.setCookie, "set-cookie")
        case (10, UInt8(ascii: "k")): (.keepAlive, "keep-alive")
        case (11, UInt8(ascii: "r")): (.retryAfter, "retry-after")
        case (12, UInt8(ascii: "c")): (.contentType, "content-type")
        case (13, UInt8(ascii: "a")): (.authorization, "authorization")
        case (13, UInt8(ascii: "i")): (.ifNoneMatch, "if-none-match")
        case (14, UInt8(ascii: "c")): (.contentLength, "content-length")
        case (15, UInt8(ascii: "x")): (.xForwardedFor, "x-forwarded-for")
        case (15, UInt8(ascii: "a")):
            last == UInt8(ascii: "e")
                ? (.acceptLanguage, "accept-language") : (.acceptEncoding, "accept-encoding")
        case (16, UInt8(ascii: "c")): (.contentEncoding, "content-encoding")
        case (17, UInt8(ascii: "t")): (.transferEncoding, "transfer-encoding")
        case (29, UInt8(ascii: "a")):
            (.accessControlRequestMethod, "access-control-request-method")
        case (30, UInt8(ascii: "a")):
            (.accessControlRequestHeaders, "access-control-request-headers")
        default: (.other, "")
        }
    }

    /// Whether a name of eight bytes or more is `literal`, a lower-case name of the same length.
    ///
    /// Setting the case bit is exact here: only letters become letters, and only a hyphen or a CR
    /// becomes a hyphen; a line holds no CR.
    @inline(__always)
    private static func matches(
        _ input: Span<UInt8>, _ name: Range<Int>, _ literal: StaticString
    ) -> Bool {
        let expected = unsafe UnsafeRawPointer(literal.utf8Start)
        let last = name.count &- 8
        var index = 0
        while true {
            // SAFETY: `index <= last`, so eight bytes of the literal are left.
            let wanted = unsafe UInt64(
                littleEndian: expected.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            guard input.word(at: name.lowerBound &+ index) | lowerCaseBits == wanted else {
                return false
            }
            if index == last { return true }
            index = Swift.min(index &+ 8, last)
        }
    }

    private static var lowerCaseBits: UInt64 { 0x2020_2020_2020_2020 }
}
