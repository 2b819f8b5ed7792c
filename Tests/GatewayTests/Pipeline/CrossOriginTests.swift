import Bytes
import Testing

@testable import Gateway

/// Whose scripts may read answers: exactly the site's own.
@Suite struct CrossOriginTests {
    private static let site = SiteOrigins(
        hosts: ["stats.shop.example", "127.0.0.1", "[2001:db8::1]"],
        origins: ["https://www.shop.example", "https://checkout.example:8443"])

    @Test(
        "The site's hosts at any port, and its origins exactly",
        arguments: [
            "https://stats.shop.example", "http://stats.shop.example",
            "https://stats.shop.example:8443", "https://STATS.shop.example",
            "http://127.0.0.1:8080", "http://[2001:db8::1]", "http://[2001:db8::1]:1",
            "https://www.shop.example", "https://WWW.Shop.Example",
            "https://checkout.example:8443",
        ])
    func granted(origin: String) {
        let isGranted = CrossOrigin.isGranted(Array(origin.utf8).span, site: Self.site)
        #expect(isGranted)
    }

    @Test(
        "Nobody else",
        arguments: [
            "", "null", "NULL", "*", "https://", "http://", "stats.shop.example",
            "https://stats.shop.example.evil.example", "https://stats.shop.example.",
            "https://evil-stats.shop.example", "https://shop.example",
            "https://stats.shop.example@evil.example", "https://evil@stats.shop.example",
            "https://stats.shop.example/", "https://stats.shop.example?x",
            "https://stats.shop.example#x", "https://stats.shop.example:",
            "https://stats.shop.example:x", "https://stats.shop.example:8443x",
            "https://stats.shop.example:123456", "https://stats.shop.example:80:80",
            "ftp://stats.shop.example", "HTTPS://stats.shop.example",
            "file://stats.shop.example", "https:stats.shop.example",
            "https:///stats.shop.example", "http://www.shop.example",
            "https://www.shop.example:443", "https://www.shop.example:8443",
            "https://checkout.example", "http://[2001:db8::1", "http://[2001:db8::1]x",
            "http://2001:db8::1", "https://stats.shop.example https://evil.example",
            "https://stats.shop.example,https://evil.example", "https://stats%2eshop.example",
            "https://stats.shop.exаmple", " https://stats.shop.example",
        ])
    func refused(origin: String) {
        let isGranted = CrossOrigin.isGranted(Array(origin.utf8).span, site: Self.site)
        #expect(!isGranted)
    }
}
