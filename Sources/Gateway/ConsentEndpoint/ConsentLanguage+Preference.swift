import Bytes

extension ConsentLanguage {
    /// The language that `Accept-Language` prefers among those there are (RFC 9110 12.5.4).
    ///
    /// A range counts by its first subtag, so `nl-BE` asks for `nl`. What has the weight 0 is not
    /// shown if there is anything else; of equal weights the first of the header counts, and `*` speaks
    /// for those that are not named. Without a match it is the first there is.
    static func preferred(by header: Span<UInt8>, among languages: [Self]) -> Self {
        var named: [(language: Self, weight: Int)] = []
        var rest: Int?
        var items = WeightedItems()
        while let item = items.next(in: header) {
            let range = header.extracting(item.value)
            if range.equals("*") {
                rest = max(rest ?? 0, item.weight)
            }
            let subtag = range.firstOffset(of: UInt8(ascii: "-")) ?? range.count
            if let language = Self(code: range.extracting(..<subtag)), languages.contains(language)
            {
                if let known = named.firstIndex(where: { $0.language == language }) {
                    named[known].weight = max(named[known].weight, item.weight)
                } else {
                    named.append((language, item.weight))
                }
            }
        }
        let others = languages.filter { other in !named.contains { $0.language == other } }
        var best = named.first
        for candidate in named.dropFirst() where candidate.weight > best?.weight ?? 0 {
            best = candidate
        }
        if let rest, rest > best?.weight ?? 0, let other = others.first { return other }
        if let best, best.weight > 0 { return best.language }
        return others.first ?? languages.first ?? .en
    }
}
