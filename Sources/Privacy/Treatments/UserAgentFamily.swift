/// What a browser or client is called in statistics, and how its reduced form begins.
enum BrowserFamily: UInt8, Sendable {
    case unknown, chrome, firefox, safari, edge, opera, samsung, internetExplorer, vivaldi
    case yandex, ucBrowser, duckDuckGo, bot, tool

    var name: String {
        switch self {
        case .unknown: "Other"
        case .chrome: "Chrome"
        case .firefox: "Firefox"
        case .safari: "Safari"
        case .edge: "Edge"
        case .opera: "Opera"
        case .samsung: "Samsung Internet"
        case .internetExplorer: "Internet Explorer"
        case .vivaldi: "Vivaldi"
        case .yandex: "Yandex Browser"
        case .ucBrowser: "UC Browser"
        case .duckDuckGo: "DuckDuckGo"
        case .bot: "Bot"
        case .tool: "Tool"
        }
    }

    /// The product token that follows Chrome's or Safari's own; `nil` where there is none.
    var extraToken: StaticString? {
        switch self {
        case .edge: "Edg"
        case .opera: "OPR"
        case .vivaldi: "Vivaldi"
        case .yandex: "YaBrowser"
        case .ucBrowser: "UCBrowser"
        case .duckDuckGo: "DuckDuckGo"
        default: nil
        }
    }
}

/// The operating-system family.
enum SystemFamily: UInt8, Sendable {
    case unknown, windows, macOS, iPhone, iPad, android, chromeOS, linux

    var name: String {
        switch self {
        case .unknown: "Other"
        case .windows: "Windows"
        case .macOS: "macOS"
        case .iPhone: "iOS"
        case .iPad: "iPadOS"
        case .android: "Android"
        case .chromeOS: "ChromeOS"
        case .linux: "Linux"
        }
    }

    /// The platform part of the reduced form.
    ///
    /// None of these is sent by a browser of today: all
    /// leave out processor, version or device, and analytics tools still know the family.
    var platform: StaticString {
        switch self {
        case .unknown: "Unknown"
        case .windows: "Windows NT 10.0"
        case .macOS: "Macintosh; Intel Mac OS X"
        case .iPhone: "iPhone; CPU iPhone OS like Mac OS X"
        case .iPad: "iPad; CPU OS like Mac OS X"
        case .android: "Linux; Android"
        case .chromeOS: "X11; CrOS"
        case .linux: "X11; Linux"
        }
    }

    /// The same for Firefox, whose own strings are shorter: 32-bit Firefox sends `Windows NT 10.0`.
    var firefoxPlatform: StaticString {
        switch self {
        case .windows: "Windows"
        case .macOS: "Macintosh; Mac OS X"
        default: platform
        }
    }
}

/// What is counted of a user agent.
package struct UserAgentClass: Sendable, Equatable {
    /// Browser family, such as `Firefox`; `Bot`, `Tool` or `Other`.
    package let browser: String
    /// Major version, 0 if none is known.
    package let majorVersion: Int
    /// System family, such as `Windows`, or `Other`.
    package let system: String
    package let isBot: Bool
    package let isMobile: Bool
}
