import Bytes
import Decoding
import Delivery
import Privacy
import Transport

/// Asks vendors for their files; lives on one lane.
///
/// Every request is the gateway's own: `Host`, `Accept`, `Accept-Encoding`, a fixed `User-Agent` and
/// the validators of the copy at hand. There is nothing of a visitor here that could be sent.
///
/// Invariants:
/// 1. Each fetch ends in exactly one call of its completion.
/// 2. At most ``mostUnderWay`` are under way; the library bounds how many wait.
/// 3. A redirect is followed within the hosts of the file's map, at most ``mostRedirects`` times.
final class ScriptFetcher {
    typealias MakePool = (ScriptOrigin) -> UpstreamPool?

    /// Fetches at a time: a start asks for a dozen files at once.
    static let mostUnderWay = 4
    static let mostRedirects = 3
    /// How often the library looks for what is due, with a little chance, so that many gateways differ.
    private static let lookEvery = 5_000...9_000
    /// Longest address that a redirect may lead to.
    private static let longestLocation = 2_048
    /// Longest validator that is kept.
    private static let longestValidator = 256

    private let makePool: MakePool
    private let finish: (String, ScriptOutcome) -> Void
    private var pools: [ScriptOrigin: UpstreamPool] = [:]
    private var waiting: [ScriptFetch] = []
    private var underWay = 0
    private var isClosed = false
    private var alarm: (any LaneAlarm)?

    init(makePool: @escaping MakePool, finish: @escaping (String, ScriptOutcome) -> Void) {
        self.makePool = makePool
        self.finish = finish
    }

    /// Time-outs of a look at a vendor, who waits for is answered within the last of them.
    static var timeouts: UpstreamTimeouts {
        var timeouts = UpstreamTimeouts()
        timeouts.connect = .seconds(4)
        timeouts.write = .seconds(4)
        timeouts.firstByte = .seconds(8)
        timeouts.total = .seconds(15)
        return timeouts
    }

    /// One connection per origin and fetch.
    static var limits: UpstreamLimits {
        var limits = UpstreamLimits()
        limits.connections = mostUnderWay
        return limits
    }

    /// Calls `look` every few seconds until the lane drains.
    func watch(_ time: any LaneTime, _ look: @escaping () -> Void) {
        let alarm = time.makeAlarm { [weak self] in
            look()
            self?.wait()
        }
        self.alarm = alarm
        time.whenDraining { [weak self] in self?.close() }
        wait()
    }

    private func wait() {
        alarm?.schedule(after: UInt64(Int.random(in: Self.lookEvery)) * 1_000_000)
    }

    /// Ends what waits; what is under way ends by itself.
    func close() {
        isClosed = true
        alarm?.cancel()
        alarm = nil
        let left = waiting
        waiting.removeAll()
        for fetch in left { finish(fetch.key, .failed(.unreachable, retryAfter: nil)) }
        for pool in pools.values { pool.close() }
    }

    /// Begins with a fetch as soon as fewer than ``mostUnderWay`` are under way.
    func fetch(_ fetch: ScriptFetch) {
        guard !isClosed else { return finish(fetch.key, .failed(.unreachable, retryAfter: nil)) }
        waiting.append(fetch)
        goOn()
    }

    private func goOn() {
        while underWay < Self.mostUnderWay, !waiting.isEmpty {
            underWay += 1
            let fetch = waiting.removeFirst()
            send(fetch, to: fetch.route.origin, target: fetch.target, redirects: 0)
        }
    }

    private func end(_ fetch: ScriptFetch, _ outcome: ScriptOutcome) {
        underWay -= 1
        finish(fetch.key, outcome)
        goOn()
    }

    private func send(
        _ fetch: ScriptFetch, to origin: ScriptOrigin, target: [UInt8], redirects: Int,
        isFresh: Bool = false
    ) {
        guard !isClosed, let pool = pool(of: origin) else {
            return end(fetch, .failed(.unreachable, retryAfter: nil))
        }
        var wire = ByteBuffer()
        do throws(HTTPFault) {
            try Self.write(fetch, to: origin, target: target.span, into: &wire)
        } catch {
            return end(fetch, .failed(.redirect, retryAfter: nil))
        }
        let request = OutboundRequest(
            method: .get, bytes: wire, collect: fetch.route.definition.largestBytes,
            isFresh: isFresh, wantsFields: true)
        pool.send(request) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let reply):
                receive(reply, fetch, origin, target: target, redirects: redirects)
            case .failure(.connectionClosedBeforeResponse(reused: true)) where !isFresh:
                send(fetch, to: origin, target: target, redirects: redirects, isFresh: true)
            case .failure(.replyTooLarge): end(fetch, .failed(.tooLarge, retryAfter: nil))
            case .failure: end(fetch, .failed(.unreachable, retryAfter: nil))
            }
        }
    }

    private func pool(of origin: ScriptOrigin) -> UpstreamPool? {
        if let pool = pools[origin] { return pool }
        let pool = makePool(origin)
        pools[origin] = pool
        return pool
    }

    /// The whole request; who reads this sees all that a vendor gets to know.
    static func write(
        _ fetch: ScriptFetch, to origin: ScriptOrigin, target: Span<UInt8>,
        into wire: inout ByteBuffer
    ) throws(HTTPFault) {
        let authority = Array(origin.authority.utf8)
        try RequestWriter.begin(method: .get, target: target, host: authority.span, to: &wire)
        RequestWriter.field("Accept", "*/*", to: &wire)
        RequestWriter.field("Accept-Encoding", "gzip, identity", to: &wire)
        RequestWriter.field("User-Agent", "Mozilla/5.0 (compatible; Matglas)", to: &wire)
        if !fetch.entityTag.isEmpty {
            RequestWriter.field("If-None-Match", fetch.entityTag.span, to: &wire)
        } else if !fetch.lastModified.isEmpty {
            RequestWriter.field("If-Modified-Since", fetch.lastModified.span, to: &wire)
        }
        RequestWriter.end(contentLength: nil, to: &wire)
    }

    // MARK: Answers

    private func receive(
        _ reply: UpstreamReply, _ fetch: ScriptFetch, _ origin: ScriptOrigin, target: [UInt8],
        redirects: Int
    ) {
        switch reply.status {
        case 200: end(fetch, Self.content(reply, fetch))
        case 304:
            let isAsked = !fetch.entityTag.isEmpty || !fetch.lastModified.isEmpty
            end(fetch, isAsked ? .unchanged : .failed(.unasked, retryAfter: nil))
        case 301, 302, 303, 307, 308:
            guard redirects < Self.mostRedirects,
                let (next, path) = Self.place(reply.value("location"), from: origin, fetch)
            else { return end(fetch, .failed(.redirect, retryAfter: nil)) }
            send(fetch, to: next, target: path, redirects: redirects + 1)
        case 404, 410: end(fetch, .missing)
        default: end(fetch, .failed(.status(reply.status), retryAfter: reply.retryAfter))
        }
    }

    /// The origin and target that a redirect names, if the map allows them.
    static func place(
        _ location: [UInt8], from origin: ScriptOrigin, _ fetch: ScriptFetch
    ) -> (ScriptOrigin, [UInt8])? {
        guard !location.isEmpty, location.count <= longestLocation,
            location.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\\#@".utf8.contains($0) })
        else { return nil }
        let text = location.span
        if text[0] == UInt8(ascii: "/"), !text.hasPrefix("//") { return (origin, location) }
        var start = text.hasPrefix("//") ? 2 : text.hasPrefix("https://") ? 8 : 0
        if start == 0, origin.origin.scheme == .http, text.hasPrefix("http://") { start = 7 }
        guard start > 0 else { return nil }
        let end = text.firstOffset(of: UInt8(ascii: "/"), from: start) ?? text.count
        let authority = text.extracting(start..<end).string.lowercased()
        let path = end == text.count ? [UInt8(ascii: "/")] : text.extracting(end...).array
        if authority == origin.authority { return (origin, path) }
        if authority == fetch.route.origin.authority { return (fetch.route.origin, path) }
        guard fetch.route.definition.redirects.contains(authority), !text.hasPrefix("http://")
        else { return nil }
        let next = ScriptOrigin(
            origin: Origin(scheme: .https, host: authority), authority: authority,
            allowsPrivate: false)
        return (next, path)
    }

    private static func content(_ reply: UpstreamReply, _ fetch: ScriptFetch) -> ScriptOutcome {
        let definition = fetch.route.definition
        guard isOf(definition.type, reply.contentType.span) else {
            return .failed(.type, retryAfter: nil)
        }
        var content = reply.body
        switch reply.value("content-encoding").span.string.lowercased() {
        case "", "identity": break
        case "gzip", "x-gzip":
            var plain = ByteBuffer()
            do throws(InflateFault) {
                try Compression.inflate(
                    content.span, limit: definition.largestBytes, into: &plain)
            } catch {
                return .failed(
                    error == .tooLarge ? .tooLarge : .encoding, retryAfter: nil)
            }
            content = plain.span.array
        default: return .failed(.encoding, retryAfter: nil)
        }
        guard !content.isEmpty else { return .failed(.empty, retryAfter: nil) }
        return .content(
            ScriptCopy(
                content: content, entityTag: validator(reply.value("etag")),
                lastModified: validator(reply.value("last-modified")), fetchedAt: 0))
    }

    /// A validator as it came, if it is visible ASCII on one line; else none.
    private static func validator(_ value: [UInt8]) -> [UInt8] {
        let isPlain = value.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        return isPlain && value.count <= longestValidator ? value : []
    }

    /// Whether a media type, without its parameters, is one of the file's.
    static func isOf(_ type: ScriptType, _ written: Span<UInt8>) -> Bool {
        var end = written.firstOffset(of: UInt8(ascii: ";")) ?? written.count
        while end > 0, written[end - 1] == UInt8(ascii: " ") { end -= 1 }
        let name = written.extracting(..<end).string.lowercased()
        return type.accepted.contains(name)
    }
}

extension UpstreamReply {
    /// The value of the first field of this name, in lower case; empty without one.
    fileprivate func value(_ name: StaticString) -> [UInt8] {
        fields.first { $0.name.span.equals(name) }?.value ?? []
    }
}
