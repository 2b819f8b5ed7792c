package import Bytes

/// Reduces a `User-Agent` to browser family, major version and system family.
///
/// The result is a constant around at most two numbers, shaped so that analytics tools read the
/// same families from it. It is never what a browser of today sends: processor, minor versions and
/// device are missing. Reducing twice changes nothing.
package enum UserAgentReducer {
    /// Appends the reduced form; `-` and nothing stay.
    package static func reduce(_ userAgent: Span<UInt8>, into output: inout ByteBuffer) {
        if userAgent.isEmpty || userAgent.equals("-") { return output.append(userAgent) }
        let scan = UserAgentScan(userAgent)
        if let crawler = scan.crawler { return writeCrawler(crawler, userAgent, into: &output) }
        if scan.hasBotWord { return output.append("Mozilla/5.0 (compatible; Otherbot)") }
        if let tool = scan.tool {
            output.append(UserAgentNames.tools[tool])
            if scan.toolVersion > 0 {
                output.append("/")
                output.append(decimal: scan.toolVersion)
            }
            return
        }
        writeBrowser(scan, into: &output)
    }

    /// The families and the major version, for statistics.
    package static func classify(_ userAgent: Span<UInt8>) -> UserAgentClass {
        let scan = UserAgentScan(userAgent)
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

    private static func writeCrawler(
        _ crawler: Int, _ userAgent: Span<UInt8>, into output: inout ByteBuffer
    ) {
        let name = UserAgentNames.crawlers[crawler]
        output.append("Mozilla/5.0 (compatible; ")
        output.append(name)
        for start in 0..<userAgent.count
        where UserAgentNames.match([name], at: start, in: userAgent) != nil {
            let version = UserAgentScan.version(
                in: userAgent, after: start + name.utf8CodeUnitCount)
            if version > 0 {
                output.append("/")
                output.append(decimal: version)
            }
            break
        }
        output.append(")")
    }

    private static func writeBrowser(_ scan: UserAgentScan, into output: inout ByteBuffer) {
        let (family, version) = scan.browser
        switch family {
        case .unknown, .bot, .tool:
            output.append("Mozilla/5.0 (compatible; Other)")
        case .firefox where scan.system != .iPhone && scan.system != .iPad:
            writeFirefox(scan, version, into: &output)
        case .internetExplorer:
            output.append("Mozilla/5.0 (compatible; MSIE ")
            output.append(decimal: version)
            output.append("; Windows)")
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
        output.append("Mozilla/5.0 (")
        output.append(scan.system.firefoxPlatform)
        if scan.isMobile { output.append("; Mobile") }
        output.append("; rv:")
        output.append(decimal: version)
        output.append(".0) Gecko/20100101 Firefox/")
        output.append(decimal: version)
        output.append(".0")
    }

    private static func writeChrome(
        _ scan: UserAgentScan, _ family: BrowserFamily, _ version: Int,
        into output: inout ByteBuffer
    ) {
        output.append("Mozilla/5.0 (")
        output.append(scan.system.platform)
        output.append(") AppleWebKit/537.36 (KHTML, like Gecko) ")
        if family == .samsung {
            output.append("SamsungBrowser/")
            output.append(decimal: version)
            output.append(".0 ")
        }
        output.append("Chrome/")
        output.append(decimal: scan.engineVersion)
        output.append(".0.0.0 ")
        if scan.isMobile { output.append("Mobile ") }
        output.append("Safari/537.36")
        if let token = family.extraToken {
            output.append(" ")
            output.append(token)
            output.append("/")
            output.append(decimal: version)
            output.append(".0.0.0")
        }
    }

    private static func writeSafari(
        _ scan: UserAgentScan, _ version: Int, token: StaticString?,
        into output: inout ByteBuffer
    ) {
        output.append("Mozilla/5.0 (")
        output.append(scan.system.platform)
        output.append(") AppleWebKit/605.1.15 (KHTML, like Gecko) ")
        output.append(token ?? "Version")
        output.append("/")
        output.append(decimal: version)
        if scan.system == .iPhone || scan.system == .iPad {
            output.append(" Mobile/15E148 Safari/604.1")
        } else {
            output.append(" Safari/605.1.15")
        }
    }
}
