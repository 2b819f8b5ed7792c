import Bytes

/// Host names that providers make from addresses: `203-0-113-9.dyn.isp.example`,
/// `9.113.0.203.pool.isp.example`, `d5cb007109.access.isp.example`.
///
/// Which end of the address comes first differs by provider, so the whole name goes.
enum HostNameDetector {
    /// Longest host name (RFC 1035 2.3.4).
    private static let longest = 253

    enum Reading {
        case none(end: Int)
        case host(Range<Int>)
    }

    /// The host name around `start`, where a letter or digit stands; nothing before `floor`.
    static func match(_ text: Span<UInt8>, around start: Int, floor: Int) -> Reading {
        var first = start
        while first > floor, start &- first < longest, isHostByte(text[first &- 1]) { first &-= 1 }
        while first < start, !ASCII.isAlphanumeric(text[first]) { first &+= 1 }
        var end = start
        while end < text.count, end &- first < longest, isHostByte(text[end]) { end &+= 1 }
        while end > start, !ASCII.isAlphanumeric(text[end &- 1]) { end &-= 1 }
        // Behind an at sign it is the end of an e-mail address.
        if first > 0, text[first &- 1] == UInt8(ascii: "@") { return .none(end: end) }
        if end < text.count, text[end] == UInt8(ascii: "@") { return .none(end: end) }
        let name = text.extracting(first..<end)
        guard isHostName(name), spellsAddress(name) else { return .none(end: end) }
        return .host(first..<end)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_")
    }

    /// Three labels or more, the last two of letters; no file and no reverse zone.
    private static func isHostName(_ name: Span<UInt8>) -> Bool {
        var labels = 1
        var last = 0
        for index in name.indices where name[index] == UInt8(ascii: ".") {
            if index == last { return false }
            labels &+= 1
            last = index &+ 1
        }
        guard labels >= 3, name.count &- last >= 2 else { return false }
        for index in last..<name.count where !ASCII.isLetter(name[index]) { return false }
        return HostWords.endings[name.extracting(last..<name.count)] == nil
    }

    private static func spellsAddress(_ name: Span<UInt8>) -> Bool {
        if hasQuad(name) { return true }
        return hasHint(name) && hasPackedAddress(name)
    }

    /// Four numbers up to 255 in a row, `-`, `.` or `_` between; letters may precede the first, as
    /// in `host203-0-113-9`.
    private static func hasQuad(_ name: Span<UInt8>) -> Bool {
        var numbers = 0
        var start = 0
        while start < name.count {
            var end = start
            var digits = 0
            var value = 0
            while end < name.count, ASCII.isAlphanumeric(name[end]) {
                if ASCII.isDigit(name[end]) {
                    digits &+= 1
                    if digits <= 3 { value = value * 10 + Int(name[end] - 0x30) }
                } else {
                    (digits, value) = (0, 0)
                }
                end &+= 1
            }
            if (1...3).contains(digits), value <= 255 {
                numbers = digits == end &- start ? numbers &+ 1 : 1
                if numbers == 4 { return true }
            } else {
                numbers = 0
            }
            start = end &+ 1
        }
        return false
    }

    /// A part of eight hexadecimal digits, or twelve digits in threes, behind a few letters.
    private static func hasPackedAddress(_ name: Span<UInt8>) -> Bool {
        var start = 0
        while start < name.count {
            var end = start
            while end < name.count, ASCII.isAlphanumeric(name[end]) { end &+= 1 }
            if isPacked(name.extracting(start..<end)) { return true }
            start = end &+ 1
        }
        return false
    }

    private static func isPacked(_ part: Span<UInt8>) -> Bool {
        guard part.count >= 8, part.count <= 16 else { return false }
        var hex = 0
        var digits = 0
        var index = part.count
        while index > 0, ASCII.isHexDigit(part[index &- 1]) {
            if ASCII.isDigit(part[index &- 1]) { digits &+= 1 }
            hex &+= 1
            index &-= 1
        }
        // A letter before may be a hexadecimal digit itself, as in `d5cb00710`.
        let isHex = hex >= 8 && hex <= 10 && digits >= 2 && part.count &- hex <= 4
        var decimals = 0
        while decimals < part.count, ASCII.isDigit(part[part.count &- 1 &- decimals]) {
            decimals &+= 1
        }
        return isHex || decimals == 12 || (decimals == 8 && part.count <= 11)
    }

    /// Whether a word that providers use stands in the name.
    private static func hasHint(_ name: Span<UInt8>) -> Bool {
        var start = 0
        while start < name.count {
            var end = start
            while end < name.count, ASCII.isLetter(name[end]) { end &+= 1 }
            if end > start, HostWords.hints[name.extracting(start..<end)] != nil { return true }
            start = end &+ 1
        }
        return false
    }
}

/// Words in host names.
enum HostWords {
    static let hints = WordTable<Bool>([
        (
            true,
            [
                "access", "dyn", "dynamic", "dsl", "adsl", "vdsl", "xdsl", "cable", "kabel",
                "pool", "ip", "static", "cust", "customer", "customers", "res", "user", "client",
                "dial", "dialin", "ppp", "pppoe", "fiber", "fibre", "ftth", "home", "broadband",
                "wlan", "mobile", "gprs", "lte", "rev", "rdns", "dip", "telenet", "ziggo", "kpn",
                "upc", "proximus", "skynet", "chello", "ipconnect", "arcor", "orange", "wanadoo",
                "abo", "numericable", "bbox", "tango", "vodafone", "telia", "comcast", "hsd",
                "glasvezel", "internet", "versatel", "unitymedia", "vf", "voo", "scarlet", "subs",
                "skybroadband", "mobistar", "belgacom", "online", "xs", "tele",
            ]
        )
    ])

    /// Last labels that are no top-level domain, or of the reverse zones.
    static let endings = WordTable<Bool>([
        (
            true,
            [
                "arpa", "gz", "zip", "js", "css", "png", "jpg", "jpeg", "gif", "svg", "webp", "exe",
                "dmg", "apk", "deb", "rpm", "jar", "html", "htm", "php", "txt", "log", "pdf", "xml",
                "json", "csv", "mp", "map", "bak", "sql", "tar", "tgz", "xz", "bz", "iso", "bin",
                "img", "woff", "ttf", "ico", "dll", "so", "py", "swift", "msi", "pkg", "min", "rc",
                "beta", "alpha", "final", "release",
            ]
        )
    ])
}
