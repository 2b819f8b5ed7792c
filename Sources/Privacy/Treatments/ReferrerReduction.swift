package import Bytes
import Decoding

/// Reduces a referrer by whose it is.
///
/// Internal is a URL whose host is one of the shop's own in the form of ``HostName``: letter by
/// letter, whatever its case, port, trailing dot and the spelling of other scripts; and a path that
/// begins with a slash. A look-alike such as `shop.example.evil.test`, `shop.example@evil.test` or
/// a Cyrillic `о` is external, and so is a host with escapes. Any other text without a host
/// (`www.search.example/jan`, a name) is nobody's and goes.
package enum ReferrerReduction {
    /// What stays of an external referrer.
    package enum External: Sendable {
        /// Scheme and host: `https://search.example/`.
        case origin
        case remove
    }

    /// Appends the reduced referrer.
    ///
    /// Returns `false`, with nothing appended, when none is left.
    package static func reduce(
        _ referrer: Span<UInt8>, external: External, rules: URLRules,
        into output: inout ByteBuffer
    ) -> Bool {
        if referrer.isEmpty { return false }
        if referrer.equals("-") {
            output.append(referrer)
            return true
        }
        let parts = URLParts(referrer)
        if parts.isOpaque { return false }
        guard let host = parts.host else {
            guard parts.scheme == nil, !parts.path.isEmpty,
                referrer[parts.path.lowerBound] == UInt8(ascii: "/")
            else { return false }
            URLReduction.reduce(referrer, rules: rules, into: &output)
            return true
        }
        if rules.isOwnHost(parts, in: referrer, scratch: &output) {
            URLReduction.reduce(referrer, rules: rules, into: &output)
            return true
        }
        guard external == .origin, !host.isEmpty else { return false }
        URLReduction.writeScheme(parts, referrer, into: &output)
        output.append(literal: "//")
        URLReduction.writeHost(referrer.extracting(host), prefixes: rules.prefixes, into: &output)
        output.append(UInt8(ascii: "/"))
        return true
    }

    /// Appends the host name of an external referrer in lower case, for statistics.
    ///
    /// Nothing for the shop's own hosts, for addresses and for what is no host name.
    package static func referrerDomain(
        _ referrer: Span<UInt8>, rules: URLRules, into output: inout ByteBuffer
    ) {
        let parts = URLParts(referrer)
        guard !parts.isOpaque, let range = parts.host,
            !rules.isOwnHost(parts, in: referrer, scratch: &output)
        else { return }
        var host = referrer.extracting(range)
        if let last = host.last, last == UInt8(ascii: ".") {
            host = host.extracting(0..<host.count - 1)
        }
        guard !host.isEmpty, URLReduction.isHostName(host), !AddressMasker.holdsAddress(host) else {
            return
        }
        // Names of other scripts in one spelling, so that they are counted as one.
        if HostName.appendCanonical(host, into: &output) { return }
        for index in host.indices { output.append(ASCII.lowercased(host[index])) }
    }
}

extension Span<UInt8> {
    /// The last byte, or `nil`.
    fileprivate var last: UInt8? { isEmpty ? nil : self[count - 1] }
}
