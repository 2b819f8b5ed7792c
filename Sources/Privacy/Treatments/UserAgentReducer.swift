package import Bytes

/// Reduces a `User-Agent` to browser family, major version and system family.
///
/// The result is a constant around at most two numbers, shaped so that analytics tools read the
/// same families from it. It is never what a browser of today sends: processor, minor versions and
/// device are missing. Reducing twice changes nothing.
package enum UserAgentReducer {
    /// Appends the reduced form; `-` and nothing stay.
    package static func reduce(_ userAgent: Span<UInt8>, into output: inout ByteBuffer) {
        reduce(userAgent, UserAgentScan(userAgent), into: &output)
    }

    /// As ``reduce(_:into:)``, for a user agent that has been scanned.
    static func reduce(
        _ userAgent: Span<UInt8>, _ scan: UserAgentScan, into output: inout ByteBuffer
    ) {
        if userAgent.isEmpty || userAgent.equals("-") { return output.append(userAgent) }
        if let crawler = scan.crawler {
            output.append(literal: "Mozilla/5.0 (compatible; ")
            writeProduct(UserAgentNames.crawlers[crawler], scan.crawlerVersion, into: &output)
            return output.append(UInt8(ascii: ")"))
        }
        if scan.hasBotWord { return output.append(literal: "Mozilla/5.0 (compatible; Otherbot)") }
        if let tool = scan.tool {
            return writeProduct(UserAgentNames.tools[tool], scan.toolVersion, into: &output)
        }
        writeBrowser(scan, into: &output)
    }

    /// The families and the major version, for statistics.
    package static func classify(_ userAgent: Span<UInt8>) -> UserAgentClass {
        classify(UserAgentScan(userAgent))
    }

    /// As the other one, for a user agent that has been scanned.
    static func classify(_ scan: UserAgentScan) -> UserAgentClass {
        var (family, version) = scan.browser
        if scan.isBot {
            (family, version) = (.bot, 0)
        } else if scan.tool != nil {
            (family, version) = (.tool, scan.toolVersion)
        }
        return UserAgentClass(
            browser: family.name, majorVersion: version, system: scan.system.name,
            isBot: scan.isBot, isMobile: scan.isMobile)
    }

    private static func writeProduct(
        _ name: StaticString, _ version: Int, into output: inout ByteBuffer
    ) {
        output.append(name)
        guard version > 0 else { return }
        output.append(UInt8(ascii: "/"))
        output.append(decimal: version)
    }

    private static func writeBrowser(_ scan: UserAgentScan, into output: inout ByteBuffer) {
        let (family, version) = scan.browser
        switch family {
        case .unknown, .bot, .tool:
            output.append(literal: "Mozilla/5.0 (compatible; Other)")
        case .firefox where scan.system != .iPhone && scan.system != .iPad:
            writeFirefox(scan, version, into: &output)
        case .internetExplorer:
            output.append(literal: "Mozilla/5.0 (compatible; MSIE ")
            output.append(decimal: version)
            output.append(literal: "; Windows)")
        case .safari:
            writeSafari(scan, version, token: nil, into: &output)
        default:
            // On Apple's telephones every browser is Safari with another name.
            if scan.system == .iPhone || scan.system == .iPad || scan.engineVersion == 0 {
                writeSafari(scan, version, token: token(of: family, scan), into: &output)
            } else {
                writeChrome(scan, family, version, into: &output)
            }
        }
    }

    private static func token(of family: BrowserFamily, _ scan: UserAgentScan) -> StaticString? {
        switch family {
        case .chrome: "CriOS"
        case .firefox: "FxiOS"
        case .edge: "EdgiOS"
        case .samsung: "SamsungBrowser"
        default: family.extraToken
        }
    }

    private static func writeFirefox(
        _ scan: UserAgentScan, _ version: Int, into output: inout ByteBuffer
    ) {
        output.append(literal: "Mozilla/5.0 (")
        output.append(scan.system.firefoxPlatform)
        if scan.isMobile { output.append(literal: "; Mobile") }
        output.append(literal: "; rv:")
        output.append(decimal: version)
        output.append(literal: ".0) Gecko/20100101 Firefox/")
        output.append(decimal: version)
        output.append(literal: ".0")
    }

    private static func writeChrome(
        _ scan: UserAgentScan, _ family: BrowserFamily, _ version: Int,
        into output: inout ByteBuffer
    ) {
        output.append(literal: "Mozilla/5.0 (")
        output.append(scan.system.platform)
        output.append(literal: ") AppleWebKit/537.36 (KHTML, like Gecko) ")
        if family == .samsung {
            output.append(literal: "SamsungBrowser/")
            output.append(decimal: version)
            output.append(literal: ".0 ")
        }
        output.append(literal: "Chrome/")
        output.append(decimal: scan.engineVersion)
        output.append(literal: ".0.0.0 ")
        if scan.isMobile { output.append(literal: "Mobile ") }
        output.append(literal: "Safari/537.36")
        if let token = family.extraToken {
            output.append(UInt8(ascii: " "))
            output.append(token)
            output.append(UInt8(ascii: "/"))
            output.append(decimal: version)
            output.append(literal: ".0.0.0")
        }
    }

    private static func writeSafari(
        _ scan: UserAgentScan, _ version: Int, token: StaticString?,
        into output: inout ByteBuffer
    ) {
        output.append(literal: "Mozilla/5.0 (")
        output.append(scan.system.platform)
        output.append(literal: ") AppleWebKit/605.1.15 (KHTML, like Gecko) ")
        output.append(literal: token ?? "Version")
        output.append(UInt8(ascii: "/"))
        output.append(decimal: version)
        if scan.system == .iPhone || scan.system == .iPad {
            output.append(literal: " Mobile/15E148 Safari/604.1")
        } else {
            output.append(literal: " Safari/605.1.15")
        }
    }
}
