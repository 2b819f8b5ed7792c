package import Intake
package import Privacy

/// Server logs that the gateway receives, and where their anonymized lines go.
///
/// Invariants:
/// 1. It has an input and an output, and no file is both.
/// 2. Whatever counts pages has a site.
package struct LogIntakeConfiguration: Sendable, Equatable {
    /// Label in metrics and reports.
    package var name: String
    /// Whose statistics its pages are; `nil` where none are counted.
    package var site: String?
    /// Hosts besides the site's own whose pages are counted.
    package var hosts: [String] = []
    package var listeners: [LogListener] = []
    /// Files that are followed.
    package var files: [String] = []
    /// Where a file is begun that no position is stored for.
    package var start = FollowStart.beginning
    /// A name of the catalogue, the path of a format file, `auto` or `text`; of no meaning beside ``formatString``.
    package var format = LogIntakeConfiguration.usualFormat
    /// A server's own format string.
    package var formatString: String?
    package var profile = LogIntakeConfiguration.usualProfile
    package var unparsed = UnparsedPolicy.scrub
    package var ipv4Prefix = 24
    package var ipv6Prefix = 48
    /// Files that anonymized lines are appended to.
    package var outputs: [String] = []
    package var servers: [SyslogServer] = []
    package var countsPages = false
    package var line: Int

    package static let usualFormat = "auto"
    package static let usualProfile = "anonymous"

    package init(name: String, line: Int) {
        self.name = name
        self.line = line
    }

    package var prefixes: AddressPrefixes { AddressPrefixes(ipv4: ipv4Prefix, ipv6: ipv6Prefix) }

    /// How lines are told apart.
    package var choice: LogLineFactory.Choice {
        if let formatString {
            return .string(formatString, formatString.contains("$") ? .nginx : .apache)
        }
        return LogLineFactory.Choice(word: format)
    }

    /// Whether nothing but the line in the file differs.
    func isSame(as other: Self) -> Bool {
        var mine = self
        mine.line = other.line
        return mine == other
    }
}

/// Where syslog messages arrive.
package struct LogListener: Sendable, Equatable {
    package enum Transport: String, Sendable, CaseIterable {
        case udp
        case tcp
        case tls
    }

    package var transport: Transport
    package var address: ListenAddress
    /// PEM files of our certificate and key; present for TLS alone.
    package var certificate: String?
    package var key: String?
    /// PEM file of the authorities whose clients may connect; `nil` if any client may.
    package var clientAuthority: String?
    /// How messages are told apart in a stream.
    package var framing = SyslogFraming.automatic
    /// Whose messages are taken; empty for everybody's.
    package var allow: [AddressBlock] = []

    /// `udp 127.0.0.1:5514`.
    package var description: String { "\(transport.rawValue) \(address)" }
}
