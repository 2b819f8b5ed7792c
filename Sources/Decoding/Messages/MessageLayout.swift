import Bytes

/// How the lines of a log of messages are laid out.
package enum MessageLayout: String, Sendable, CaseIterable {
    /// `[time] [module:level] [pid n] [client a] text, referer: url`
    case apacheError = "apache-error"
    /// `time [level] pid#tid: *n text, client: a, server: s, request: "…", host: "…"`
    case nginxError = "nginx-error"
    /// `time: (file.c.n) text`
    case lighttpdError = "lighttpd-error"
    /// `time [level] [pid] [client] text`
    case liteSpeedError = "litespeed-error"
    /// `[10-Oct-2024 13:55:36 UTC] PHP Warning:  text`
    case phpError = "php-error"
    /// `[time] channel.LEVEL: text {context} {extra}`
    case monolog
    /// `time LEVEL text CONTEXT: {json}`
    case wooCommerce = "woocommerce"
    /// `# User@Host: shop[shop] @ host [a]`, and the statements of the general log.
    case mySQL = "mysql"
    /// `time queue-id => jan@example.com R=router H=host [a]`
    case exim

    /// The fields that a format of this layout may name.
    package var fields: [MessageField] {
        switch self {
        case .apacheError:
            [.time, .module, .level, .process, .thread, .source, .client, .message, .referrer]
        case .nginxError:
            [
                .time, .level, .process, .thread, .connection, .message, .client, .server, .login,
                .request, .subrequest, .upstream, .host, .referrer,
            ]
        case .lighttpdError: [.time, .source, .message]
        case .liteSpeedError: [.time, .level, .process, .thread, .client, .message]
        case .phpError: [.time, .message]
        case .monolog: [.time, .module, .level, .message, .context, .extra]
        case .wooCommerce: [.time, .level, .message, .context]
        case .mySQL: [.time, .user, .client, .message, .connection, .statement]
        case .exim: [.time, .process, .queue, .recipient, .message]
        }
    }

    /// Splits `line`; `false` if it is not laid out so.
    package func split(_ line: Span<UInt8>, into parts: inout MessageParts) -> Bool {
        parts.removeAll()
        return switch self {
        case .apacheError: ApacheErrorLine.split(line, into: &parts)
        case .nginxError: NginxErrorLine.split(line, into: &parts)
        case .lighttpdError: PlainErrorLine.splitLighttpd(line, into: &parts)
        case .liteSpeedError: PlainErrorLine.splitLiteSpeed(line, into: &parts)
        case .phpError: PlainErrorLine.splitPHP(line, into: &parts)
        case .monolog: MonologLine.split(line, into: &parts)
        case .wooCommerce: MonologLine.splitWooCommerce(line, into: &parts)
        case .mySQL: DatabaseLine.split(line, into: &parts)
        case .exim: EximLine.split(line, into: &parts)
        }
    }

    /// Whether `line` goes on with the message of a line before: a frame of a stack trace.
    ///
    /// Logs of PHP programs have them; elsewhere such a line is none of the format.
    package func isContinuation(_ line: Span<UInt8>) -> Bool {
        switch self {
        case .phpError, .monolog, .wooCommerce: StackTraceLine.isPart(line)
        default: false
        }
    }
}

/// Lines of stack traces that follow a message (PHP, Laravel, Java).
enum StackTraceLine {
    static func isPart(_ line: Span<UInt8>) -> Bool {
        if line.hasPrefix("Stack trace:") || line.hasPrefix("[stacktrace]")
            || line.hasPrefix("[previous exception]") || line.hasPrefix("  thrown in ")
            || line.hasPrefix("\"} ") || line.equals("\"}")
        {
            return true
        }
        if line.hasPrefix("#") {
            let end = LogTimestamp.digits(line, from: 1, atMost: 4)
            return end > 1 && line.hasPrefix(" ", from: end)
        }
        var start = 0
        while start < line.count, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
        return start > 0 && line.hasPrefix("at ", from: start)
    }
}
