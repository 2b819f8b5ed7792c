import Bytes

extension URLParts {
    /// Whether the host is `name`: without case, one trailing dot on either side ignored.
    ///
    /// Tabs and line breaks inside the host are ignored, as browsers do. A percent-encoded or
    /// internationalised spelling of the same host is not equal: who trusts a host wants no
    /// guesses.
    package func hostEquals(_ name: Span<UInt8>, in url: Span<UInt8>) -> Bool {
        guard let host else { return false }
        let range = Self.withoutTrailingDot(host, in: url)
        let expected = Self.withoutTrailingDot(name.indices, in: name)
        var matched = expected.lowerBound
        for index in range where !Self.isSkipped(url[index]) {
            guard matched < expected.upperBound,
                ASCII.lowercased(url[index]) == ASCII.lowercased(name[matched])
            else { return false }
            matched += 1
        }
        return matched == expected.upperBound && !expected.isEmpty
    }

    /// Whether the scheme is `name`, compared without case; `name` is lower case.
    package func schemeEquals(_ name: StaticString, in url: Span<UInt8>) -> Bool {
        guard let scheme else { return false }
        return url.matches(scheme, name, ignoring: Self.isSkipped)
    }

    private static func withoutTrailingDot(
        _ range: Range<Int>, in text: Span<UInt8>
    ) -> Range<Int> {
        guard let last = range.last(where: { !isSkipped(text[$0]) }),
            text[last] == UInt8(ascii: ".")
        else { return range }
        return range.lowerBound..<last
    }
}

extension Span<UInt8> {
    /// Whether `range` is the lower-case `word`, without case and without the `ignoring` bytes.
    func matches(
        _ range: Range<Int>, _ word: StaticString, ignoring isIgnored: (UInt8) -> Bool
    ) -> Bool {
        var matched = 0
        for index in range where !isIgnored(self[index]) {
            guard matched < word.utf8CodeUnitCount,
                unsafe ASCII.lowercased(self[index]) == word.utf8Start[matched]
            else { return false }
            matched += 1
        }
        return matched == word.utf8CodeUnitCount
    }
}
