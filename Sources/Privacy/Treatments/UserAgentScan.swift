import Bytes

/// One pass over a `User-Agent`: which words stand in it, and the numbers behind those that count.
///
/// Words are runs of letters and digits. Order does not matter except for crawlers and programs,
/// where the first one wins.
struct UserAgentScan {
    private(set) var crawler: Int?
    private(set) var crawlerVersion = 0
    private(set) var tool: Int?
    private(set) var toolVersion = 0
    private(set) var hasBotWord = false
    private(set) var isBrowserLike = false
    private(set) var isMobile = false
    private(set) var system = SystemFamily.unknown
    /// Major versions of the products that decide the family; 0 is "not there".
    private var chrome = 0
    private var firefox = 0
    private var safariVersion = 0
    private var explorer = 0
    private var other = 0
    private var hasSafari = false
    private var hasTrident = false
    private var revision = 0
    private var special = BrowserFamily.unknown

    init(_ text: Span<UInt8>) {
        var position = 0
        let count = min(text.count, Self.longestText)
        while position < count {
            guard ASCII.isAlphanumeric(text[position]) else {
                position &+= 1
                continue
            }
            let start = position
            while position < count, ASCII.isAlphanumeric(text[position]) { position &+= 1 }
            if !ASCII.isDigit(text[start]) || position &- start > 6 {
                note(text, start..<position)
            }
        }
    }

    /// User agents are under 300 bytes; what follows the limit of this scan is not looked at.
    private static let longestText = 1024
    /// Versions above are no versions.
    private static let highestVersion = 9999

    private mutating func note(_ text: Span<UInt8>, _ word: Range<Int>) {
        let start = word.lowerBound
        func has(_ literal: StaticString) -> Bool {
            word.count == literal.utf8CodeUnitCount && text.hasPrefix(literal, from: start)
        }
        func version() -> Int { Self.version(in: text, after: word.upperBound) }
        noteRobots(text, word)
        switch text[start] {
        case UInt8(ascii: "M"):
            if has("Mozilla") { isBrowserLike = true }
            if has("Macintosh") { see(.macOS) }
            if has("Mobile") { isMobile = true }
            if has("MSIE") { explorer = version() }
        case UInt8(ascii: "W"):
            if has("Windows") { see(.windows) }
        case UInt8(ascii: "i"):
            if has("iPhone") || has("iPod") {
                see(.iPhone)
                isMobile = true
            }
            if has("iPad") { see(.iPad) }
        case UInt8(ascii: "A"):
            if has("Android") { see(.android) }
        case UInt8(ascii: "L"):
            if has("Linux") { see(.linux) }
        case UInt8(ascii: "X"):
            if has("X11") { see(.linux) }
        case UInt8(ascii: "T"):
            if has("Trident") { hasTrident = true }
        case UInt8(ascii: "r"):
            if has("rv") { revision = version() }
        case UInt8(ascii: "V"):
            if has("Version") { safariVersion = version() }
            if has("Vivaldi") { see(.vivaldi, version()) }
        case UInt8(ascii: "C"):
            if has("Chrome") || has("Chromium") || has("CriOS") { chrome = max(chrome, version()) }
            if has("CrOS") { see(.chromeOS) }
        case UInt8(ascii: "H"):
            if has("HeadlessChrome") { chrome = version() }
        case UInt8(ascii: "F"):
            if has("Firefox") || has("FxiOS") { firefox = version() }
        case UInt8(ascii: "S"):
            if has("Safari") { hasSafari = true }
            if has("SamsungBrowser") { see(.samsung, version()) }
        case UInt8(ascii: "E"):
            if has("Edg") || has("Edge") || has("EdgA") || has("EdgiOS") { see(.edge, version()) }
        case UInt8(ascii: "O"):
            if has("OPR") || has("OPiOS") || has("OPT") { see(.opera, version()) }
            if has("Opera"), special != .opera {
                isBrowserLike = true
                see(.opera, version())
            }
        case UInt8(ascii: "Y"):
            if has("YaBrowser") { see(.yandex, version()) }
        case UInt8(ascii: "U"):
            if has("UCBrowser") { see(.ucBrowser, version()) }
        case UInt8(ascii: "D"):
            if has("DuckDuckGo") || has("Ddg") { see(.duckDuckGo, version()) }
        default:
            break
        }
    }

    private mutating func see(_ family: BrowserFamily, _ version: Int) {
        special = family
        other = version
    }

    /// The more specific system wins: `X11; CrOS`, `Linux; Android`.
    private mutating func see(_ family: SystemFamily) {
        if system == .unknown || system == .linux { system = family }
    }

    /// Words of crawlers, and the names of crawlers and programs.
    private mutating func noteRobots(_ text: Span<UInt8>, _ word: Range<Int>) {
        if word.lowerBound == 0 { noteTool(text) }
        guard looksLikeRobot(text, word) else { return }
        let name = UserAgentNames.match(UserAgentNames.crawlers, at: word.lowerBound, in: text)
        if crawler == nil, let name {
            crawler = name
            let length = UserAgentNames.crawlers[name].utf8CodeUnitCount
            crawlerVersion = Self.version(in: text, after: word.lowerBound &+ length)
        }
        // Cubot makes telephones.
        if !text.extracting(word).equalsIgnoringCase("cubot") { hasBotWord = true }
    }

    /// Whether a word says that it crawls, or may be the name of one of the crawlers that do not
    /// say it.
    private func looksLikeRobot(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        let count = word.count
        guard count >= 3 else { return false }
        func ends(_ literal: StaticString) -> Bool {
            count >= literal.utf8CodeUnitCount
                && text.extracting(word.upperBound &- literal.utf8CodeUnitCount..<word.upperBound)
                    .equalsIgnoringCase(literal)
        }
        func begins(_ literal: StaticString) -> Bool {
            count >= literal.utf8CodeUnitCount
                && text.extracting(word.lowerBound..<word.lowerBound &+ literal.utf8CodeUnitCount)
                    .equalsIgnoringCase(literal)
        }
        switch text[word.upperBound &- 1] | 0x20 {
        case UInt8(ascii: "t") where ends("bot"): return true
        case UInt8(ascii: "r") where ends("spider") || ends("crawler"): return true
        case UInt8(ascii: "s") where ends("bots"): return true
        default: break
        }
        switch text[word.lowerBound] | 0x20 {
        case UInt8(ascii: "c"): return begins("crawl")
        case UInt8(ascii: "r"): return begins("robot")
        case UInt8(ascii: "s"): return begins("spider") || begins("slurp") || begins("sogou")
        case UInt8(ascii: "f"): return begins("facebookexternalhit")
        case UInt8(ascii: "e"): return begins("ezooms")
        case UInt8(ascii: "m"): return begins("mediapartners")
        case UInt8(ascii: "w"): return begins("whatsapp")
        case UInt8(ascii: "p"): return begins("pingdom")
        default: return false
        }
    }

    /// Programs stand at the beginning, where browsers say `Mozilla`.
    private mutating func noteTool(_ text: Span<UInt8>) {
        guard !text.hasPrefix("Mozilla"),
            let found = UserAgentNames.match(UserAgentNames.tools, at: 0, in: text)
        else { return }
        tool = found
        let name = UserAgentNames.tools[found]
        toolVersion = Self.version(in: text, after: name.utf8CodeUnitCount)
    }

    /// The number after `/`, `:` or a space, up to its dot.
    static func version(in text: Span<UInt8>, after end: Int) -> Int {
        var position = end
        guard position < text.count else { return 0 }
        switch text[position] {
        case UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: " "): position &+= 1
        default: return 0
        }
        if position < text.count, text[position] | 0x20 == UInt8(ascii: "v") { position &+= 1 }
        var value = 0
        while position < text.count, ASCII.isDigit(text[position]) {
            value = value &* 10 &+ Int(text[position] &- 0x30)
            if value > highestVersion { return 0 }
            position &+= 1
        }
        return value
    }

    // MARK: Conclusions

    var isBot: Bool { crawler != nil || hasBotWord }

    /// The family and major version of a browser; bots and tools are decided before.
    var browser: (BrowserFamily, Int) {
        if special != .unknown { return (special, other) }
        if firefox > 0 { return (.firefox, firefox) }
        if chrome > 0 { return (.chrome, chrome) }
        if explorer > 0 { return (.internetExplorer, explorer) }
        if hasTrident { return (.internetExplorer, revision > 0 ? revision : 11) }
        if hasSafari, system != .android, system != .unknown {
            return (.safari, safariVersion)
        }
        // In-app browsers of Apple's telephones leave the name out.
        if isBrowserLike, system == .iPhone || system == .iPad { return (.safari, safariVersion) }
        return (.unknown, 0)
    }

    /// The Chrome version inside a browser built on it; 0 if it is built on something else.
    var engineVersion: Int { chrome }
}
