import Bytes
import Consent
import Decoding

/// The cookie: `v:1|p:0|s:1|m:0|o:0|first:1763683200|time:1763703360`.
///
/// `p`, `s` and `m` are preferences, statistics and marketing, and are left out where a site does not ask;
/// `o` is an objection. There is nothing in it that tells one visitor from another.
extension ConsentChoice {
    static let cookieName: StaticString = "matglas_consent"

    /// How far another machine's clock may be ahead; a cookie from later on was not written here.
    private static let clockSkew = minute

    /// Reads the value of the cookie; `nil` for what was not written here or is over.
    ///
    /// Members stand in the order above. Dates that are not cut, or lie in the future, are refused.
    init?(cookie value: Span<UInt8>, now: Int64) {
        var position = 0
        guard Self.flagged("v:1|", value, &position) else { return nil }
        var granted: PurposeSet = []
        var denied: PurposeSet = []
        for (letter, purposes) in Self.letters {
            guard let isGranted = Self.flag(letter, value, &position) else { continue }
            if isGranted { granted.formUnion(purposes) } else { denied.formUnion(purposes) }
        }
        guard let isObjection = Self.flag("o:", value, &position),
            Self.flagged("first:", value, &position),
            let first = Self.number(value, &position),
            Self.flagged("|time:", value, &position),
            let time = Self.number(value, &position), position == value.count
        else { return nil }
        guard first % Self.day == 0, time % Self.minute == 0, first <= time, time > 0,
            time <= now + Self.clockSkew, granted.isEmpty || first > 0
        else { return nil }
        // Nobody who objects has granted anything: the stricter half is believed.
        if isObjection {
            denied.formUnion(granted)
            granted = []
        }
        self.init(
            states: ConsentStates(granted: granted, denied: denied), isObjection: isObjection,
            first: first, time: time)
        guard now < end else { return nil }
    }

    /// Reads `Cookie` and combines what it finds; `nil` without a cookie that counts.
    ///
    /// `count` goes up by the cookies that have the name, also by those that do not count.
    static func read(_ header: Span<UInt8>, now: Int64, count: inout Int) -> Self? {
        var found: Self?
        var cursor = CookieCursor()
        while let cookie = cursor.next(in: header) {
            guard header.extracting(cookie.name).equals(Self.cookieName) else { continue }
            count += 1
            guard let choice = Self(cookie: header.extracting(cookie.value), now: now) else {
                continue
            }
            found = found.map { $0.combined(with: choice) } ?? choice
        }
        return found
    }

    /// Where the first cookie with our name has its value.
    static func cookieValue(in header: Span<UInt8>) -> Range<Int>? {
        var cursor = CookieCursor()
        while let cookie = cursor.next(in: header) {
            if header.extracting(cookie.name).equals(Self.cookieName) { return cookie.value }
        }
        return nil
    }

    /// Appends the value of the cookie.
    func appendCookie(to output: inout ByteBuffer) {
        output.append("v:1|")
        for (letter, purposes) in Self.letters {
            let state = states.state(ofAll: purposes)
            guard state != .unknown else { continue }
            output.append(letter)
            output.append(state == .granted ? "1|" : "0|")
        }
        output.append(isObjection ? "o:1|first:" : "o:0|first:")
        output.append(decimal: Int(first))
        output.append("|time:")
        output.append(decimal: Int(time))
    }

    // MARK: Members

    private static let letters: [(StaticString, PurposeSet)] = [
        ("p:", .preferences), ("s:", .statistics), ("m:", .marketing),
    ]

    private static func flagged(
        _ text: StaticString, _ value: Span<UInt8>, _ position: inout Int
    ) -> Bool {
        guard value.hasPrefix(text, from: position) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    /// A member `p:0|`; leaves `position` where it is if there is none.
    private static func flag(
        _ name: StaticString, _ value: Span<UInt8>, _ position: inout Int
    ) -> Bool? {
        let digit = position + name.utf8CodeUnitCount
        guard value.hasPrefix(name, from: position), digit + 1 < value.count,
            value[digit] == UInt8(ascii: "0") || value[digit] == UInt8(ascii: "1"),
            value[digit + 1] == UInt8(ascii: "|")
        else { return nil }
        position = digit + 2
        return value[digit] == UInt8(ascii: "1")
    }

    /// A number without leading zeros, of at most twelve digits.
    private static func number(_ value: Span<UInt8>, _ position: inout Int) -> Int64? {
        let start = position
        var number: Int64 = 0
        while position < value.count, ASCII.isDigit(value[position]), position - start < 12 {
            number = number * 10 + Int64(value[position] &- UInt8(ascii: "0"))
            position += 1
        }
        guard position > start, value[start] != UInt8(ascii: "0") || position == start + 1 else {
            return nil
        }
        return number
    }
}
