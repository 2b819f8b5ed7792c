package import Transport

/// How messages come to a listener.
package enum SyslogTransport: Sendable {
    /// One message per datagram (RFC 5426).
    case udp
    /// A stream (RFC 6587).
    case tcp
    /// A stream through TLS (RFC 5425).
    case tls(TLSServerContext)
}

/// How messages are told apart in a stream (RFC 6587 3.4).
package enum SyslogFraming: String, Sendable, CaseIterable {
    /// Decided for each message: one that begins with a digit is counted.
    case automatic = "auto"
    /// `LENGTH SP MESSAGE`.
    case octetCounted = "octet-counted"
    /// Each message ends with a line feed or a NUL; also for lines without a priority that may begin
    /// with a digit.
    case newline
}

/// The choices and bounds of one syslog listener.
package struct SyslogListenerOptions: Sendable {
    /// The longest message that is taken; a longer one is skipped and counted, never taken in parts.
    ///
    /// Access lines with long query strings reach 16 KiB; RFC 5424 6.1 asks for 2 KiB.
    package var longestMessage = 64 * 1024

    package var framing = SyslogFraming.automatic

    /// Whose messages are taken; an empty list takes everybody's.
    package var allow: [PeerRange] = []

    /// Connections and how long they may take.
    package var streams = StreamLimits()

    /// What the kernel may keep of datagrams that were not read yet, in bytes.
    package var receiveBuffer = DatagramLimits().receiveBuffer

    package init() {}
}
