import Bytes
import Decoding

/// Which parts of a URL stay, and which hosts are the shop's own.
package struct URLRules: Sendable {
    /// Names that stay besides the campaign parameters, in the form of ``ParameterName``; `nil` if
    /// no query stays at all.
    let keptParameters: [[UInt8]]?
    /// The shop's hosts in the form of ``HostName``; what is no host name is nobody's.
    private let ownHosts: [[UInt8]]
    let prefixes: AddressPrefixes

    private init(keptParameters: [[UInt8]]?, ownHosts: [String], prefixes: AddressPrefixes) {
        self.keptParameters = keptParameters
        self.ownHosts = ownHosts.compactMap { name in
            var canonical = ByteBuffer()
            // `String` folds the letters of more scripts than a URL's host is folded in.
            let bytes = Array(name.lowercased().utf8)
            let isName = HostName.appendCanonical(bytes.span, into: &canonical)
            return isName ? canonical.span.array : nil
        }
        self.prefixes = prefixes
    }

    /// Campaign parameters stay, and those the shop names.
    ///
    /// Names that stand for a click, a person, an order or a secret go even if the shop names them;
    /// ``refusedParameters(in:)`` says which.
    package static func campaigns(
        keeping names: [String] = [], ownHosts: [String] = [],
        prefixes: AddressPrefixes = AddressPrefixes()
    ) -> URLRules {
        URLRules(
            keptParameters: QueryParameters.accepted(names), ownHosts: ownHosts,
            prefixes: prefixes)
    }

    /// No query stays.
    package static func strict(
        ownHosts: [String] = [], prefixes: AddressPrefixes = AddressPrefixes()
    ) -> URLRules {
        URLRules(keptParameters: nil, ownHosts: ownHosts, prefixes: prefixes)
    }

    /// Those of `names` that a shop cannot keep, as it wrote them.
    package static func refusedParameters(in names: [String]) -> [String] {
        names.filter { QueryParameters.accepted([$0]).isEmpty }
    }

    // MARK: Own hosts

    /// Whether the host of `parts` is one of the shop's own.
    ///
    /// Compared exactly, after case, one trailing dot and the spelling of other scripts; the port
    /// does not count. `scratch` is left as it was.
    func isOwnHost(
        _ parts: URLParts, in url: Span<UInt8>, scratch: inout ByteBuffer
    ) -> Bool {
        guard let host = parts.host, !host.isEmpty, !ownHosts.isEmpty else { return false }
        for own in ownHosts where parts.hostEquals(own.span, in: url) { return true }
        var isASCII = true
        for index in host where url[index] >= 0x80 { isASCII = false }
        if isASCII { return false }
        let mark = scratch.count
        defer { scratch.truncate(to: mark) }
        guard HostName.appendCanonical(url.extracting(host), into: &scratch) else { return false }
        let canonical = scratch.span.extracting(mark..<scratch.count)
        for own in ownHosts where canonical.equals(own.span) { return true }
        return false
    }
}
