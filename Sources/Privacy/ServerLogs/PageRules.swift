import Bytes

/// Tells from a request's target whether somebody looked at a page.
///
/// What a page loads by itself (styles, scripts, pictures, data), what programs ask for (feeds,
/// interfaces, health), what staff use, and what only scanners look for is no page. The lists are
/// those of shops: WordPress with WooCommerce, Magento, PrestaShop, Shopware, Shopify, Lightspeed,
/// Drupal. A path that is in doubt is a page.
enum PageRules {
    /// Endings of what is no page, in lower case.
    ///
    /// `pdf` too: a catalogue is read, but a download manager asks for it in twenty parts.
    private static let assets: Set<String> = [
        "css", "js", "mjs", "map", "json", "jsonld", "xml", "xsl", "txt", "csv", "wasm", "vtt",
        "png", "jpg", "jpeg", "gif", "svg", "svgz", "webp", "avif", "ico", "bmp", "tif", "tiff",
        "heic", "jxl", "apng", "cur",
        "woff", "woff2", "ttf", "otf", "eot",
        "mp4", "m4v", "m4a", "webm", "mov", "avi", "mpg", "mpeg", "mp3", "ogg", "ogv", "oga", "wav",
        "flac", "aac", "ts", "m3u8", "mpd",
        "pdf", "zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "tar", "exe", "dmg", "msi",
        "apk", "pkg", "deb", "rpm", "iso", "bin", "dll", "jar", "swf",
        "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "epub", "ics", "vcf",
        "rss", "atom", "rdf", "webmanifest", "manifest", "appcache", "kml", "gpx",
        "sql", "bak", "old", "orig", "swp", "env", "ini", "conf", "cfg", "log", "yml", "yaml",
        "git", "sh", "pem", "key", "crt", "db", "sqlite",
    ]

    /// Segments of a path that no page has, wherever they stand, in lower case.
    private static let segments: Set<String> = [
        "api", "graphql", "wp-json", "wp-admin", "wp-includes", "wp-content", "xmlrpc.php",
        "wp-login.php", "wp-cron.php", "admin-ajax.php", "wc-api", "store-api", "_next", "_nuxt",
        "cdn-cgi", "cgi-bin", "ajax", "trackback", "oembed", "node_modules", "webhooks", "webhook",
        "socket.io", "sockjs-node", "livewire", "telescope", "actuator", "phpmyadmin", "pma",
        "adminer.php", "_profiler", "_wdt", "_ignition",
    ]

    /// First segments of what staff or programs ask for, in lower case.
    private static let firstSegments: Set<String> = [
        "admin", "administrator", "backend", "beheer", "umbraco", "typo3", "rest", "widgets",
        "web-pixels", "_health",
    ]

    /// Last segments of feeds, in lower case; a shop may sell feed.
    private static let lastSegments: Set<String> = ["feed", "feeds", "rss", "rss2", "atom", "rdf"]

    /// Whole paths that monitors and trackers ask for, in lower case and without slashes.
    private static let words: Set<String> = [
        "healthz", "health", "healthcheck", "health-check", "health_check", "livez", "readyz",
        "ping", "status", "server-status", "server-info", "nginx_status", "nginx-status",
        "stub_status", "basic_status", "fpm-status", "fpm-ping", "php-fpm-status", "metrics", "up",
        "heartbeat", "monitor", "monitoring", "haproxy_stats", "haproxy-status", "varnish-status",
        "lbcheck", "alive", "collect", "matomo.php", "piwik.php", "apple-app-site-association",
    ]

    /// Beginnings of paths that shops' own scripts ask for, in lower case.
    private static let beginnings: [StaticString] = [
        "/customer/section/load", "/page_cache/block/", "/search/suggest", "/cart/add",
        "/cart/update", "/cart/change", "/checkout/cart/add", "/captcha/", "/stores/store/",
        "/banner/", "/swatches/", "/g/collect", "/g/s/collect", "/recommendations/products",
        "/module/ps_", "/checkout/info", "/csrf/generate", "/cookie/permission",
    ]

    /// Parameters that only scripts and schedulers send, in lower case.
    private static let parameters: Set<String> = [
        "wc-ajax", "rest_route", "doing_wp_cron", "isajax", "ajax", "is_ajax", "section_id",
        "sections", "feed", "ps_ajax", "_data", "_rsc", "wsdl",
    ]

    /// Whether the target of a request is a page, given without scheme and host.
    static func isPage(path: Span<UInt8>, query: Span<UInt8>) -> Bool {
        guard !path.isEmpty, path[0] == UInt8(ascii: "/") else { return path.isEmpty }
        var lower = ByteBuffer(capacity: path.count)
        for index in path.indices { lower.append(ASCII.lowercased(path[index])) }
        let isPage = isPage(lowered: lower.span)
        lower.wipe()
        return isPage && !hasScriptParameter(query)
    }

    private static func isPage(lowered path: Span<UInt8>) -> Bool {
        for beginning in beginnings where path.hasPrefix(beginning) { return false }
        var end = path.count
        while end > 1, path[end - 1] == UInt8(ascii: "/") { end -= 1 }
        var start = 1
        while start < end {
            let stop =
                path.firstOffset(of: UInt8(ascii: "/"), from: start).map { min($0, end) } ?? end
            let segment = path.extracting(start..<stop)
            if isTelling(segment, isFirst: start == 1, isLast: stop == end) { return false }
            start = stop + 1
        }
        return true
    }

    private static func isTelling(_ segment: Span<UInt8>, isFirst: Bool, isLast: Bool) -> Bool {
        guard !segment.isEmpty else { return false }
        // Hidden files are what scanners look for: `.env`, `.git/config`.
        if segment[0] == UInt8(ascii: ".") { return true }
        if isLast, isAsset(segment) { return true }
        guard segment.count <= longestWord else { return false }
        let word = segment.string
        return segments.contains(word) || isFirst && firstSegments.contains(word)
            || isLast && lastSegments.contains(word) || isFirst && isLast && words.contains(word)
    }

    /// Whether the last segment of a path names a file that is no page.
    private static func isAsset(_ segment: Span<UInt8>) -> Bool {
        // `;v=3` and `;jsessionid=…` come behind the name.
        let end = segment.firstOffset(of: UInt8(ascii: ";")) ?? segment.count
        var dot = end
        while dot > 0, segment[dot - 1] != UInt8(ascii: ".") {
            dot -= 1
            guard end - dot <= longestWord else { return false }
        }
        guard dot > 0 else { return false }
        return assets.contains(segment.extracting(dot..<end).string)
    }

    private static func hasScriptParameter(_ query: Span<UInt8>) -> Bool {
        var start = 0
        while start < query.count {
            let end = query.firstOffset(of: UInt8(ascii: "&"), from: start) ?? query.count
            var stop = start
            while stop < end, query[stop] != UInt8(ascii: "=") { stop += 1 }
            if stop > start, stop - start <= longestWord {
                let name = query.extracting(start..<stop).string.lowercased()
                if parameters.contains(name) { return true }
            }
            start = end + 1
        }
        return false
    }

    /// Longer than every word of the lists.
    private static let longestWord = 32
}
