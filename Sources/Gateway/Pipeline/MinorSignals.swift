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
            return (Array((isPrefix ? String(page.dropLast()) : page).utf8), isPrefix)
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
            return isNamed && signal.values.contains { $0.span.equalsIgnoringCase(value) }
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
    func isAgePage(_ path: Span<UInt8>) -> Bool {
        pages.contains { page in
            page.isPrefix
                ? path.count >= page.path.count
                    && path.extracting(0..<page.path.count).equals(page.path.span)
                : path.equals(page.path.span)
        }
    }
}
