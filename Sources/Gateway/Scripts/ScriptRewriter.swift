import Bytes
import Privacy

/// Exchanges a vendor's hosts inside a file for the site's own.
///
/// Invariants:
/// 1. A name is exchanged only where it stands whole: letters, digits, `-`, `.`, `_` and bytes beyond
///    ASCII on either side make it another name.
/// 2. Everything else stays byte for byte, but for the map's literal replacements and the comments
///    that name a source map.
/// 3. The work is one pass per replacement and one for all hosts, whatever the content.
struct ScriptRewriter: Sendable {
    /// A host that was left, although it looks like the vendor's.
    typealias Stranger = String

    /// Exact names, or domains with a dot before them.
    private let rewritten: [[UInt8]]
    private let staying: [[UInt8]]
    /// Domains whose hosts look like the vendor's.
    private let alike: [[UInt8]]
    private let replacements: [ScriptDefinition.Replacement]

    /// Different strangers that are told of one file.
    static let mostStrangers = 16
    /// Longest host name (RFC 1035 2.3.4).
    private static let longestHost = 253

    init(_ definition: ScriptDefinition, vendor: VendorDefinition, upstreamHost: String?) {
        var hosts = definition.rewritten
        var own = definition.staying + vendor.hosts + hosts
        if case .host(let host) = definition.source {
            // Files of the same origin are asked for here, too.
            if !definition.staying.contains(host) { hosts.append(host) }
            own.append(host)
        }
        if let upstreamHost { hosts.append(upstreamHost) }
        rewritten = hosts.map(Self.pattern)
        staying = definition.staying.map(Self.pattern)
        alike = Set(own.compactMap(Self.domain)).sorted().map { Array(".\($0)".utf8) }
        replacements = definition.replacements
    }

    private static func pattern(_ host: String) -> [UInt8] {
        Array((host.hasPrefix("*.") ? String(host.dropFirst()) : host).lowercased().utf8)
    }

    /// The domain that was most likely registered: two labels, three below `co.uk` and the like.
    private static func domain(of host: String) -> String? {
        let labels = host.split(separator: ".").filter { $0 != "*" }
        guard labels.count > 1, let last = labels.last else { return nil }
        let second = labels[labels.count - 2]
        let isShared = last.count == 2 && second.count <= 3 && labels.count > 2
        return labels.suffix(isShared ? 3 : 2).joined(separator: ".")
    }

    /// Appends `content` as browsers of `target` get it; gives the hosts that were left.
    func rewrite(
        _ content: Span<UInt8>, for target: ScriptTarget, into output: inout ByteBuffer
    ) -> [Stranger] {
        var text = ByteBuffer(capacity: content.count)
        Self.removeSourceMaps(content, into: &text)
        let host = target.authority + target.mount
        let site = (target.isSecure ? "https://" : "http://") + host
        for replacement in replacements {
            let with = replacement.with.replacing("{site}", with: site)
                .replacing("{host}", with: host)
            var next = ByteBuffer(capacity: text.count)
            Self.replace(
                Array(replacement.find.utf8).span, with: Array(with.utf8).span, in: text.span,
                into: &next)
            swap(&text, &next)
        }
        return exchangeHosts(text.span, for: target, into: &output)
    }

    // MARK: Hosts

    private func exchangeHosts(
        _ text: Span<UInt8>, for target: ScriptTarget, into output: inout ByteBuffer
    ) -> [Stranger] {
        var strangers: [Stranger] = []
        var copied = 0
        var position = 0
        while let run = HostRun.next(in: text, from: position) {
            position = run.end
            let name = text.extracting(run.host)
            guard name.count <= Self.longestHost else { continue }
            guard Self.matches(name, rewritten) else {
                noteStranger(name, &strangers)
                continue
            }
            guard let place = HostPlace(of: run.host, in: text) else {
                if HostPlace.isName(run.host, in: text) { noteStranger(name, &strangers) }
                continue
            }
            output.append(text, copied..<place.start)
            place.append(target, to: &output, text)
            copied = place.end
            position = max(position, place.end)
        }
        output.append(text, copied..<text.count)
        return strangers
    }

    private func noteStranger(_ name: Span<UInt8>, _ strangers: inout [Stranger]) {
        guard strangers.count < Self.mostStrangers, isAlike(name), !Self.matches(name, staying)
        else { return }
        let text = name.string.lowercased()
        if !strangers.contains(text) { strangers.append(text) }
    }

    /// Whether a name is one of a vendor's domains or below one.
    private func isAlike(_ name: Span<UInt8>) -> Bool {
        alike.contains { domain in
            name.count >= domain.count
                && name.extracting((name.count - domain.count)...)
                    .equalsIgnoringCase(domain.span)
                || name.equalsIgnoringCase(domain.span.extracting(1...))
        }
    }

    private static func matches(_ name: Span<UInt8>, _ patterns: [[UInt8]]) -> Bool {
        patterns.contains { pattern in
            guard pattern.first == UInt8(ascii: ".") else {
                return name.equalsIgnoringCase(pattern.span)
            }
            return name.count > pattern.count
                && name.extracting((name.count - pattern.count)...)
                    .equalsIgnoringCase(pattern.span)
        }
    }

    // MARK: Literal texts

    static func replace(
        _ find: Span<UInt8>, with: Span<UInt8>, in text: Span<UInt8>, into output: inout ByteBuffer
    ) {
        var copied = 0
        while let offset = text.firstOffset(of: find, from: copied) {
            output.append(text, copied..<offset)
            output.append(with)
            copied = offset + find.count
        }
        output.append(text, copied..<text.count)
    }

    /// Leaves out the comments that lead debuggers to the vendor's source maps.
    static func removeSourceMaps(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        let mark = Array("sourceMappingURL=".utf8)
        var copied = 0
        var position = 0
        while let offset = text.firstOffset(of: mark.span, from: position) {
            position = offset + mark.count
            var start = offset
            while start > copied, text[start - 1] == UInt8(ascii: " ") { start -= 1 }
            guard start - copied >= 3, "#@".utf8.contains(text[start - 1]),
                text[start - 3] == UInt8(ascii: "/")
            else { continue }
            let second = text[start - 2]
            start -= 3
            let isLine = second == UInt8(ascii: "/")
            // Behind one that was left out stands what begins the line then.
            guard isLine || second == UInt8(ascii: "*"),
                start == copied || text[start - 1] == UInt8(ascii: "\n")
            else { continue }
            var end = position
            while end < text.count, text[end] != UInt8(ascii: "\n") {
                end += 1
                let isClosed = end > position + 1 && text[end - 1] == UInt8(ascii: "/")
                if !isLine, isClosed, text[end - 2] == UInt8(ascii: "*") { break }
            }
            output.append(text, copied..<start)
            copied = end
            position = end
        }
        output.append(text, copied..<text.count)
    }
}

extension Span<UInt8> {
    /// Where `text` begins for the first time at or after `from`.
    func firstOffset(of text: Span<UInt8>, from: Int) -> Int? {
        guard !text.isEmpty, count >= text.count else { return nil }
        var position = from
        while let offset = firstOffset(of: text[0], from: position) {
            guard offset <= count - text.count else { return nil }
            if extracting(offset..<(offset + text.count)).equals(text) { return offset }
            position = offset + 1
        }
        return nil
    }
}
