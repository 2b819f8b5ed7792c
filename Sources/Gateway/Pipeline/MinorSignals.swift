import Bytes
import Decoding

/// A site's age gate in the form in which requests are compared with it.
struct MinorSignals: Sendable {
    struct Signal: Sendable {
        let place: MinorRules.Signal.Place
        let name: [UInt8]
        let values: [[UInt8]]
    }
    let signals: [Signal]
    private let pages: [(path: [UInt8], isPrefix: Bool)]

    init(_ rules: MinorRules) {
        signals = rules.signals.map { signal in
            Signal(
                place: signal.place, name: Array(signal.name.utf8),
                values: signal.values.map { Array($0.utf8) })
        }
        pages = rules.pages.map { page in
            let isPrefix = page.hasSuffix("*")
            let path = Array((isPrefix ? String(page.dropLast()) : page).utf8)
            return (Self.folded(path.span), isPrefix)
        }
    }

    var isEmpty: Bool { signals.isEmpty && pages.isEmpty }
    var hasPages: Bool { !pages.isEmpty }

    /// Whether a value at a place declares a minor; names of cookies and parameters are exact.
    func declares(
        _ place: MinorRules.Signal.Place, name: Span<UInt8>, value: Span<UInt8>
    ) -> Bool {
        signals.contains { signal in
            guard signal.place == place else { return false }
            let isNamed =
                place == .header
                ? signal.name.span.equalsIgnoringCase(name) : name.equals(signal.name.span)
            guard isNamed else { return false }
            var plain = ByteBuffer()
            PercentCoding.decode(value, plusIsSpace: true, into: &plain)
            var text = plain.span
            if text.count >= 2, text[0] == UInt8(ascii: "\""),
                text[text.count - 1] == UInt8(ascii: "\"")
            {
                text = text.extracting(1..<(text.count - 1))
            }
            return signal.values.contains { $0.span.equalsIgnoringCase(text) }
        }
    }

    /// Whether a cookie of the header declares a minor.
    func declares(cookiesOf header: Span<UInt8>) -> Bool {
        var cursor = CookieCursor()
        while let cookie = cursor.next(in: header) {
            let name = header.extracting(cookie.name)
            if declares(.cookie, name: name, value: header.extracting(cookie.value)) {
                return true
            }
        }
        return false
    }

    /// Whether a parameter of the query declares a minor.
    func declares(parametersOf query: Span<UInt8>) -> Bool {
        var cursor = FormCursor()
        while let field = cursor.next(in: query) {
            let name = query.extracting(field.name)
            if declares(.parameter, name: name, value: query.extracting(field.value)) {
                return true
            }
        }
        return false
    }

    /// Whether a page's path is one that asks for the visitor's age.
    ///
    /// Case, escapes, and slashes that are doubled or at the end make no difference.
    func isAgePage(_ path: Span<UInt8>) -> Bool {
        var plain = ByteBuffer()
        PercentCoding.decode(path, plusIsSpace: false, into: &plain)
        let page = Self.folded(plain.span)
        return pages.contains { known in
            known.isPrefix ? page.starts(with: known.path) : page == known.path
        }
    }

    private static func folded(_ path: Span<UInt8>) -> [UInt8] {
        var folded: [UInt8] = []
        for index in path.indices {
            let byte = path[index]
            if byte == UInt8(ascii: "/"), folded.last == byte { continue }
            folded.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        }
        if folded.count > 1, folded.last == UInt8(ascii: "/") { folded.removeLast() }
        return folded
    }
}
