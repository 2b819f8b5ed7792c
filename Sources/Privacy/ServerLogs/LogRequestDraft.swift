import Bytes
import Decoding

/// What a log line says that can be counted, still raw: it never leaves the lane that read the line.
///
/// Invariants:
/// 1. Nothing is kept unless ``isCollected`` is set: batches count nothing.
/// 2. ``forget()`` overwrites everything; whoever reads a line calls it before the next one.
package struct LogRequestDraft: ~Copyable {
    /// Whether anybody counts.
    package var isCollected = false
    private(set) var method = ByteBuffer()
    private(set) var target = ByteBuffer()
    private(set) var status = ByteBuffer()
    private(set) var host = ByteBuffer()
    private(set) var referrer = ByteBuffer()
    private(set) var userAgent = ByteBuffer()
    private(set) var time = ByteBuffer()
    /// Whether the line has a place for the user agent, be it empty.
    private(set) var hasUserAgent = false
    /// Whether the browser said that nobody sees the page yet.
    private(set) var isPrefetch = false

    package init() {}

    /// Notes a value as it stands in the line.
    mutating func note(
        _ fact: Fact, _ value: Span<UInt8>, isEscaped: Bool, style: LogEscapes.Style
    ) {
        guard isEscaped else { return note(fact, value) }
        var plain = ByteBuffer()
        LogEscapes.decode(value, style: style, into: &plain)
        note(fact, plain.span)
        plain.wipe()
    }

    /// Notes a value whose escapes are decoded.
    mutating func note(_ fact: Fact, _ value: Span<UInt8>) {
        guard value.count <= Self.longestValue else { return }
        switch fact {
        case .request:
            guard let parts = RequestLine.split(value) else { return }
            Self.set(&method, value.extracting(parts.method))
            Self.set(&target, value.extracting(parts.target))
        case .method: Self.set(&method, value)
        case .page: Self.set(&target, value)
        case .status: Self.set(&status, value)
        case .host: Self.set(&host, value)
        case .referrer: Self.set(&referrer, value)
        case .userAgent:
            Self.set(&userAgent, value)
            hasUserAgent = true
        // Of several columns with a part of the time the first with a day.
        case .time: if LogDay.read(time.span) == nil { Self.set(&time, value) }
        case .purpose: isPrefetch = isPrefetch || Self.saysPrefetch(value)
        case .event, .revenue, .currency: break
        }
    }

    /// Overwrites what the line before said.
    package mutating func forget() {
        method.wipeAll()
        target.wipeAll()
        status.wipeAll()
        host.wipeAll()
        referrer.wipeAll()
        userAgent.wipeAll()
        time.wipeAll()
        hasUserAgent = false
        isPrefetch = false
    }

    /// `prefetch` of `Sec-Purpose` and its older names, and `prerender`, `preview`.
    private static func saysPrefetch(_ value: Span<UInt8>) -> Bool {
        value.hasPrefix("pre")
    }

    private static func set(_ buffer: inout ByteBuffer, _ value: Span<UInt8>) {
        buffer.wipeAll()
        buffer.append(value)
    }

    /// Longer values are no page anybody reads; they are not counted.
    private static let longestValue = 8192
}
