/// A piece of a page.
///
/// Whatever is not written in this program's source is escaped.
///
/// Names of elements and attributes are `StaticString`: no value can become markup.
package struct HTML: Sendable, Equatable {
    package private(set) var markup = ""

    /// Text, escaped.
    package static func text(_ text: String) -> HTML {
        var html = HTML()
        html.appendEscaped(text)
        return html
    }

    /// Markup from this program's source.
    package static func literal(_ markup: StaticString) -> HTML {
        HTML(markup: markup.description)
    }

    package static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
        _ children: HTML...
    ) -> HTML {
        element(name, attributes, children)
    }

    package static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
        _ children: [HTML]
    ) -> HTML {
        var html = void(name, attributes)
        for child in children { html.markup += child.markup }
        html.markup += "</\(name)>"
        return html
    }

    /// An element of HTML that has no content and no end tag; SVG has none of these.
    package static func void(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:]
    ) -> HTML {
        var html = HTML(markup: "<\(name)")
        for (attribute, value) in attributes {
            html.markup += " \(attribute)=\""
            html.appendEscaped(value)
            html.markup += "\""
        }
        html.markup += ">"
        return html
    }

    package static func group(_ parts: [HTML]) -> HTML {
        HTML(markup: parts.map(\.markup).joined())
    }

    private mutating func appendEscaped(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup += "&amp;"
            case "<": markup += "&lt;"
            case ">": markup += "&gt;"
            case "\"": markup += "&quot;"
            case "'": markup += "&#39;"
            // Neither control characters nor changes of direction: a row shows what it says.
            case "\u{0}"..."\u{8}", "\u{B}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{200E}", "\u{200F}",
                "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                markup += "\u{FFFD}"
            default: markup.unicodeScalars.append(scalar)
            }
        }
    }
}
