import Bytes

/// The head that a line gets which was no syslog message (RFC 5424 6.2):
/// `<134>1 2026-07-01T12:00:00Z HOST APP - - - `.
///
/// The time is that of forwarding, in UTC and to the second; the line has its own.
package struct SyslogHead: Sendable, Equatable {
    /// Local use 0, informational: what access logs usually get (16 × 8 + 6).
    package static let usualPriority = 134

    private let priority: Int
    private let host: [UInt8]
    private let application: [UInt8]

    /// Refuses (`nil`) a priority over 191, a host name over 255 bytes, an application name over 48,
    /// and anything but printable ASCII without spaces (RFC 5424 6).
    package init?(
        host: String = "-", application: String = "matglas", priority: Int = usualPriority
    ) {
        guard (0...191).contains(priority), Self.isName(host, longest: 255),
            Self.isName(application, longest: 48)
        else { return nil }
        self.priority = priority
        self.host = Array(host.utf8)
        self.application = Array(application.utf8)
    }

    private static func isName(_ text: String, longest: Int) -> Bool {
        (1...longest).contains(text.utf8.count)
            && text.utf8.allSatisfy { (33...126).contains($0) }
    }

    /// Appends the head for a line that is forwarded at `seconds` since 1970.
    func append(at seconds: Int, to output: inout ByteBuffer) {
        output.append(UInt8(ascii: "<"))
        output.append(decimal: priority)
        output.append(">1 ")
        Self.appendTime(seconds, to: &output)
        output.append(UInt8(ascii: " "))
        output.append(host)
        output.append(UInt8(ascii: " "))
        output.append(application)
        output.append(" - - - ")
    }

    /// `2026-07-01T12:00:00Z` (RFC 3339).
    private static func appendTime(_ seconds: Int, to output: inout ByteBuffer) {
        let day = Day(secondsSince1970: seconds)
        let second = seconds - day.number * 86_400
        output.append("\(day)")
        output.append(UInt8(ascii: "T"))
        append(second / 3_600, ":", to: &output)
        append(second / 60 % 60, ":", to: &output)
        append(second % 60, "Z", to: &output)
    }

    private static func append(
        _ number: Int, _ mark: StaticString, to output: inout ByteBuffer
    ) {
        if number < 10 { output.append(UInt8(ascii: "0")) }
        output.append(decimal: number)
        output.append(mark)
    }
}
