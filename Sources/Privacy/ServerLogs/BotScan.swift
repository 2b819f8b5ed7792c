import Bytes

/// Tells crawlers, monitors and programs from visitors by what they say of themselves.
///
/// Who imitates a browser is not found: that would take addresses and behaviour over time, which
/// nobody here keeps.
package struct BotScan: Sendable {
    /// The names that begin with each byte, in lower case.
    private let names: [[Name]]
    private let browsers: [[UInt8]]

    private struct Name: Sendable {
        /// As reports show it.
        let shown: String
        /// In lower case.
        let bytes: [UInt8]
        let mayGoOn: Bool
    }

    /// What a report calls those without a name of their own.
    package static let otherBot = "Other bots"
    /// Programs that are in no list, and say nothing that a browser says.
    package static let otherProgram = "Other programs"
    /// No user agent at all: no browser leaves it out.
    package static let nameless = "No user agent"
    /// A page that a browser fetched before somebody asked for it.
    package static let prefetch = "Prefetch"

    /// User agents are under 300 bytes; what follows the limit of this scan is not looked at.
    private static let longestText = 1024

    /// Builds the index of all names.
    package init() {
        var names = [[Name]](repeating: [], count: 256)
        for name in BotNames.all {
            let mayGoOn = name.hasSuffix("*")
            let shown = mayGoOn ? String(name.dropLast()) : name
            let bytes = Array(shown.lowercased().utf8)
            guard let first = bytes.first else { continue }
            names[Int(first)].append(Name(shown: shown, bytes: bytes, mayGoOn: mayGoOn))
        }
        // A longer name says more: `GoogleOther` before what only begins like it.
        self.names = names.map { $0.sorted { $0.bytes.count > $1.bytes.count } }
        browsers = BotNames.otherBrowsers.map { Array($0.utf8) }
    }

    /// The name under which a client is counted that is no visitor; `nil` for a visitor.
    package func name(of userAgent: Span<UInt8>) -> String? {
        name(of: userAgent, UserAgentScan(userAgent))
    }

    /// As the other one, for a user agent that has been scanned.
    func name(of userAgent: Span<UInt8>, _ scan: UserAgentScan) -> String? {
        if userAgent.isEmpty || userAgent.equals("-") { return Self.nameless }
        let text = userAgent.extracting(0..<min(userAgent.count, Self.longestText))
        if let listed = listedName(in: text) { return listed }
        if scan.isBot { return Self.otherBot }
        if saysWhere(text) { return Self.otherBot }
        if isOtherBrowser(text) { return nil }
        guard text.hasPrefix("Mozilla/") else { return Self.otherProgram }
        return isHollow(text, scan) ? Self.otherBot : nil
    }

    // MARK: Names

    private func listedName(in text: Span<UInt8>) -> String? {
        var isInWord = false
        for index in text.indices {
            let byte = text[index]
            let isWordByte = ASCII.isAlphanumeric(byte)
            defer { isInWord = isWordByte }
            guard isWordByte, !isInWord else { continue }
            for name in names[Int(ASCII.lowercased(byte))] where Self.stands(name, at: index, text)
            {
                return name.shown
            }
        }
        return nil
    }

    private static func stands(_ name: Name, at start: Int, _ text: Span<UInt8>) -> Bool {
        let end = start &+ name.bytes.count
        guard end <= text.count else { return false }
        let bytes = name.bytes.span
        for offset in bytes.indices
        where ASCII.lowercased(text[start &+ offset]) != bytes[offset] { return false }
        guard name.mayGoOn || end == text.count || !ASCII.isLetter(text[end]) else { return false }
        return start == 0 || bytes.count >= tellingName
            || end < text.count && text[end] == UInt8(ascii: "/")
    }

    /// Names of this length are no telephone's.
    private static let tellingName = 8

    private func isOtherBrowser(_ text: Span<UInt8>) -> Bool {
        for browser in browsers {
            guard browser.count <= text.count else { continue }
            let head = text.extracting(0..<browser.count)
            if head.equalsIgnoringCase(browser.span) { return true }
        }
        return false
    }

    // MARK: Shapes

    /// Whether the client says where to learn about it, as crawlers are asked to: no browser does.
    private func saysWhere(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "@"): return true
            case UInt8(ascii: ":") where text.hasPrefix("://", from: index): return true
            case UInt8(ascii: "+") where text.hasPrefix("+www.", from: index): return true
            default: break
            }
        }
        return false
    }

    /// Whether a text that begins like a browser's says nothing else that browsers say.
    private func isHollow(_ text: Span<UInt8>, _ scan: UserAgentScan) -> Bool {
        let (family, _) = scan.browser
        if family == .unknown, scan.system == .unknown { return !hasConsole(text) }
        // Only Internet Explorer called itself compatible; later it was what crawlers say.
        return family == .unknown && text.hasPrefix("Mozilla/5.0 (compatible;")
    }

    /// Whether a television, console or car reads the page, whose systems have no name here.
    private func hasConsole(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "A") where text.hasPrefix("AppleWebKit", from: index): return true
            case UInt8(ascii: "G") where text.hasPrefix("Gecko/", from: index): return true
            case UInt8(ascii: "H") where text.hasPrefix("HbbTV", from: index): return true
            case UInt8(ascii: "N") where text.hasPrefix("Nintendo", from: index): return true
            case UInt8(ascii: "P") where text.hasPrefix("PlayStation", from: index): return true
            case UInt8(ascii: "S") where text.hasPrefix("Symbian", from: index): return true
            case UInt8(ascii: "B") where text.hasPrefix("BlackBerry", from: index): return true
            default: break
            }
        }
        return false
    }
}
