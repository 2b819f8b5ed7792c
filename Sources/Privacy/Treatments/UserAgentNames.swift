import Bytes

/// Crawlers and programs that keep their name.
///
/// Whatever is not listed loses it.
enum UserAgentNames {
    /// Crawlers, as they spell themselves.
    static let crawlers: [StaticString] = [
        "Googlebot", "bingbot", "msnbot", "YandexBot", "Baiduspider", "DuckDuckBot", "Applebot",
        "AhrefsBot", "SemrushBot", "MJ12bot", "DotBot", "PetalBot", "facebookexternalhit",
        "Twitterbot", "LinkedInBot", "Pinterestbot", "Slurp", "AdsBot", "Bytespider", "GPTBot",
        "ClaudeBot", "CCBot", "Amazonbot", "SeznamBot", "Sogou", "Ezooms", "UptimeRobot",
        "Mediapartners", "WhatsApp", "TelegramBot", "Slackbot", "Discordbot", "Pingdom",
    ]

    /// Programs and libraries, as they spell themselves.
    static let tools: [StaticString] = [
        "curl", "Wget", "python-requests", "Python-urllib", "Go-http-client", "Java", "okhttp",
        "libwww-perl", "axios", "node-fetch", "PostmanRuntime", "Apache-HttpClient", "aiohttp",
        "GuzzleHttp", "Ruby", "PHP", "HTTPie", "Dalvik", "CFNetwork", "undici", "httpx", "reqwest",
        "Mollie", "UniversalFeedParser",
    ]

    /// The position in `names` of the one that stands at `start`, compared without case.
    static func match(
        _ names: [StaticString], at start: Int, in text: Span<UInt8>
    ) -> Int? {
        let first = ASCII.lowercased(text[start])
        for (position, name) in names.enumerated() {
            guard unsafe ASCII.lowercased(name.utf8Start[0]) == first else { continue }
            let end = start &+ name.utf8CodeUnitCount
            guard end <= text.count, text.extracting(start..<end).equalsIgnoringCase(name) else {
                continue
            }
            if end == text.count || !ASCII.isLetter(text[end]) { return position }
        }
        return nil
    }
}
