/// Names by which crawlers, monitors and programs call themselves in `User-Agent`.
///
/// A name stands at the beginning of a word and ends with it; one that ends in `*` may go on. Case
/// does not matter. A short one counts only at the beginning of the text or before a slash: a
/// telephone may be called anything. The name is what reports show.
///
/// Facts from the operators' own pages (Google, Bing, Apple, OpenAI, Anthropic, Perplexity, Meta,
/// Common Crawl, Ahrefs, Semrush and so on), from the manuals of the programs, and from what public
/// collections of crawler names agree on; collected and grouped by us.
enum BotNames {
    /// Search engines and what they fetch besides pages.
    static let search = [
        "Googlebot*", "Storebot-Google", "GoogleOther*", "Google-InspectionTool", "AdsBot*",
        "Mediapartners*", "APIs-Google", "FeedFetcher-Google", "Google-Read-Aloud",
        "GoogleProducer", "Google-Site-Verification", "Google-Safety", "Google-CloudVertexBot",
        "Google-NotebookLM", "Google Favicon", "GoogleAssociationService", "Google Web Preview",
        "DuplexWeb-Google", "bingbot", "adidxbot", "BingPreview", "MicrosoftPreview", "msnbot*",
        "YandexBot", "YandexMobileBot", "YandexImages", "YandexVideo", "YandexMetrika",
        "YandexAccessibilityBot", "YandexFavicons", "Baiduspider*", "DuckDuckBot*",
        "DuckDuckGo-Favicons-Bot",
        "DuckAssistBot", "Applebot", "PetalBot", "AspiegelBot", "SeznamBot", "Sogou*", "Qwantify*",
        "Qwantbot*", "MojeekBot", "Exabot*", "coccocbot*", "Yeti", "Daumoa*", "360Spider", "Slurp",
        "EcosiaBot", "SemanticScholarBot", "Linespider", "Naverbot", "ia_archiver",
    ]

    /// Who reads pages for language models, for training or on behalf of somebody who asks.
    static let models = [
        "GPTBot", "OAI-SearchBot", "ChatGPT-User", "ClaudeBot", "Claude-User", "Claude-SearchBot",
        "Claude-Web", "anthropic-ai", "PerplexityBot", "Perplexity-User", "CCBot", "Amazonbot",
        "meta-externalagent", "meta-externalfetcher", "meta-webindexer", "FacebookBot",
        "Bytespider", "TikTokSpider", "cohere-ai", "cohere-training-data-crawler", "Diffbot",
        "ImagesiftBot", "Omgilibot", "omgili", "Timpibot", "YouBot", "AI2Bot*", "MistralAI-User",
        "Kagibot", "PanguBot", "DeepSeekBot", "Google-Extended", "Gemini-Deep-Research",
        "img2dataset", "Webzio*", "ICC-Crawler", "Andibot", "Devin", "LinerBot", "Poggio*",
        "FirecrawlAgent", "Crawl4AI", "ISSCyberRiskCrawler", "NovaAct", "Manus-User",
    ]

    /// Who measures sites for others: links, rankings, techniques, prices, advertisements, archives.
    static let surveys = [
        "AhrefsBot", "AhrefsSiteAudit", "SemrushBot*", "SiteAuditBot", "MJ12bot", "DotBot",
        "rogerbot", "BLEXBot", "DataForSeoBot", "serpstatbot", "SEOkicks*", "Screaming Frog*",
        "SISTRIX*", "XoviBot", "Barkrowler", "MegaIndex*", "Seobility*", "Sitebulb*", "LinkpadBot",
        "ZoominfoBot", "Dataprovider*", "BuiltWith", "Wappalyzer", "NetcraftSurveyAgent",
        "Netcraft*",
        "Criteobot", "idealo-bot", "PriceRunner*", "TrendictionBot", "GrapeshotCrawler", "proximic",
        "admantx*", "AdsTxtCrawler*", "ias_crawler", "ias-va", "Peer39*", "archive.org_bot",
        "heritrix", "special_archiver", "Arquivo-web-crawler", "Nutch", "TurnitinBot",
        "BitSightBot",
        "Cincraw*", "Clickagy*", "Cocolyzebot", "Neticle*", "Trustpilot*", "Owler*", "VelenPublic*",
        "AwarioBot", "AwarioSmartBot", "Mediatoolkitbot", "BrandVerity*", "CriteoBot", "HubSpot*",
        "Channable*", "Productsup*", "Adbeat*", "Statista*", "Majestic*", "LightspeedSystems*",
    ]

    /// Who fetches a page to show its picture and title where somebody shared it.
    static let previews = [
        "facebookexternalhit", "facebookcatalog", "Twitterbot", "LinkedInBot", "Pinterestbot",
        "Slackbot*", "Slack-ImgProxy", "TelegramBot", "Discordbot", "SkypeUriPreview", "redditbot",
        "vkShare", "Mastodon", "Iframely", "Embedly", "XING-contenttabreceiver",
        "Snap URL Preview*",
        "Bluesky", "Cardyb", "Synapse", "Misskey", "Pleroma", "Friendica", "Akkoma", "WhatsApp",
        "Google-PageRenderer", "Microsoft Office", "ms-office", "OutlookImageProxy",
        "YahooMailProxy",
        "GoogleImageProxy", "SummalyBot", "Nuzzel", "Quora Link Preview", "outbrain",
        "Rocket.Chat*",
    ]

    /// Who looks whether a site is up, fast or valid.
    static let monitors = [
        "UptimeRobot*", "Pingdom*", "StatusCake*", "Site24x7*", "Better Uptime*", "BetterStack*",
        "updown.io", "NodePing", "Uptime-Kuma", "HetrixTools*", "Freshping*", "Datadog*",
        "NewRelicPinger", "NewRelic*", "GTmetrix", "PTST", "Catchpoint*", "RuxitSynthetic",
        "DynatraceSynthetic", "check_http", "Zabbix", "Prometheus*", "Blackbox*", "kube-probe",
        "ELB-HealthChecker", "GoogleHC", "GoogleStackdriverMonitoring*", "Amazon-Route53*",
        "Envoy/HC", "Consul*", "Cloudflare-Healthchecks", "Cloudflare-Traffic-Manager",
        "CloudFlare-AlwaysOnline", "Cloudflare-SSLDetector", "Azure Traffic Manager*", "AlwaysOn",
        "Sucuri*", "Jetpack*", "WordPress*", "W3C_Validator", "W3C-checklink", "W3C_I18n-Checker",
        "Validator.nu*", "Rigor*", "Monit", "Icinga*", "check_icinga", "Checkly*", "OhDear*",
        "Chrome-Lighthouse", "Google Page Speed*", "PageSpeed*", "Uptime.com*", "Uptimia*",
        "Hyperspin*", "Monitis*", "Montastic*", "Nagios*", "Apache-internal-dummy*",
        "internal dummy connection", "LetsEncrypt*", "Let's Encrypt*", "acme*", "certbot",
        "Haproxy*", "Varnish*", "Sentry*", "SentryUptimeBot", "Grafana*", "k6", "ApacheBench",
        "JMeter*", "Locust*", "Gatling*", "Siege", "wrk", "Vegeta*", "Fastly/cache-check",
    ]

    /// Who looks for weaknesses, with or without being asked to.
    static let scanners = [
        "CensysInspect", "Expanse*", "InternetMeasurement", "zgrab*", "masscan*", "Nmap*",
        "Nuclei*",
        "sqlmap*", "Nikto*", "WPScan*", "l9explore", "l9tcpid", "leakix*", "Odin", "Shodan*",
        "NetSystemsResearch*", "Palo Alto*", "Qualys*", "Nessus*", "OpenVAS*", "Acunetix*",
        "Detectify*", "Intruder*", "DirBuster*", "gobuster*", "feroxbuster*", "ffuf*", "Fuzz*",
        "BurpSuite*", "ZAP", "Arachni*", "Wfuzz*", "Jorgee*", "ZmEu", "Morfeus*", "libredtail*",
        "Hello, World*", "ALittle Client", "fasthttp", "xfa1", "Probe*", "SecurityScanner*",
        "Barracuda*", "SafeDNSBot", "CheckMarkNetwork*", "Vulners*", "CyberOK*", "abuse.xmco*",
    ]

    /// Libraries and programs that fetch what they are told to.
    static let programs = [
        "curl", "libcurl*", "pycurl", "Wget*", "python-requests", "Python-urllib*", "python-httpx",
        "Python", "aiohttp", "Scrapy", "httpx", "urlgrabber", "Go-http-client", "Go http package",
        "Java", "okhttp", "Apache-HttpClient", "Apache-HttpAsyncClient", "Jakarta Commons*",
        "Java-http-client", "libwww-perl", "LWP*", "WWW-Mechanize", "Mechanize", "HTTP-Tiny",
        "axios", "node-fetch", "node-superagent", "undici", "node", "got", "Needle", "Ruby",
        "Faraday", "Typhoeus", "http.rb", "HTTPClient", "HTTPie", "PostmanRuntime", "insomnia",
        "GuzzleHttp", "PHP", "PECL*", "PEAR*", "Symfony*", "Zend*", "reqwest", "hyper", "ureq",
        "isahc", "Dalvik", "CFNetwork", "Alamofire", "WinHttp*", "WinINet*", "WindowsPowerShell",
        "PowerShell", "Microsoft URL Control*", "Microsoft BITS", "Microsoft-CryptoAPI", "colly",
        "Deno", "Bun", "Dart", "RestSharp", "Unirest*", "aria2", "HTTrack*", "Offline Explorer",
        "WebCopier*", "Teleport*", "GetRight*", "Indy Library", "lwp-trivial", "Embarcadero*",
        "akka-http", "Jetty", "ReactorNetty", "AsyncHttpClient", "async-http-client",
        "Vert.x*", "Feign*", "Spring*", "Zapier", "IFTTT*", "Make", "n8n", "Integromat",
        "Apache-CXF", "Axis*", "gSOAP*", "NuSOAP*", "PHPCrawl*", "Snoopy*", "Anemone", "Mollie",
        "Adyen*", "PayPal IPN", "Stripe", "Matomo*", "sindresorhus*", "HTTP_Request2",
        "libsoup", "NSPlayer*", "Bun.js", "cpp-httplib",
    ]

    /// Browsers that no person looks at.
    static let headless = [
        "HeadlessChrome", "PhantomJS", "SlimerJS", "Puppeteer", "Playwright", "Selenium", "Cypress",
        "Splash", "Nightmare", "jsdom", "Prerender*", "Rendertron", "HtmlUnit", "Zombie.js",
        "CasperJS", "Browsershot", "wkhtmltopdf", "wkhtmltoimage", "QtWebEngine-headless", "Percy*",
        "Applitools*", "Chromatic*", "UrlBox", "Screenshot*", "Thumbshots*", "WebThumbnail*",
    ]

    /// Readers of feeds.
    static let feeds = [
        "Feedly*", "Feedbin*", "FeedValidator", "inoreader*", "NewsBlur*", "Tiny Tiny RSS",
        "FreshRSS", "Miniflux", "UniversalFeedParser", "SimplePie", "MagpieRSS", "Akregator",
        "Liferea", "NetNewsWire", "Feedspot*", "BazQux", "theoldreader*", "Superfeedr*",
        "FlipboardProxy", "FlipboardRSS", "Apple-PubSub", "Feed Wrangler", "Windows-RSS-Platform",
        "NextCloud-News", "ownCloud News", "CommaFeed", "RSSOwl*", "Reeder*", "FeedBurner*",
        "RSSBot*", "Feedfetcher*", "Newsboat", "NewsGator*", "Netvibes", "Bloglines*", "FeedDemon",
    ]

    static var all: [String] {
        search + models + surveys + previews + monitors + scanners + programs + headless + feeds
    }

    /// Beginnings of the user agents of browsers that do not say `Mozilla`, besides `Opera/`.
    ///
    /// A content network that keeps the browser to itself puts its own name there; behind it are
    /// visitors.
    static let otherBrowsers = [
        "Opera/", "UCWEB/", "UCBrowser", "BlackBerry", "Nokia", "SAMSUNG-", "SonyEricsson", "LG-",
        "MOT-",
        "Lynx/", "Links ", "ELinks/", "w3m/", "NetSurf/", "Dillo/", "HbbTV/", "Roku", "AppleTV",
        "Amazon CloudFront", "Emacs-w3m/", "Surf/", "Vodafone/", "ZTE", "HUAWEI", "Browser/",
    ]
}
