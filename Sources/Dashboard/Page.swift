/// The frame that all pages share.
enum Page {
    static func html(title: String, _ content: [HTML]) -> String {
        let page = HTML.element(
            "html", ["lang": "en"],
            .element(
                "head", [:],
                .void("meta", ["charset": "utf-8"]),
                .void("meta", ["name": "viewport", "content": "width=device-width"]),
                .void("meta", ["name": "color-scheme", "content": "light dark"]),
                .void("meta", ["name": "robots", "content": "noindex"]),
                .void("link", ["rel": "icon", "href": "/icon.svg", "type": "image/svg+xml"]),
                .void("link", ["rel": "stylesheet", "href": "/style.css"]),
                .element("title", [:], .text(title))),
            .element("body", [:], content))
        return "<!DOCTYPE html>\n" + page.markup + "\n"
    }

    /// A page that says one thing, such as an error.
    static func message(_ title: String, _ text: String) -> String {
        html(
            title: "\(title) · Matglas",
            [
                .element(
                    "main", ["class": "message"],
                    .element("a", ["class": "mark", "href": "/"], .text("Matglas")),
                    .element("h1", [:], .text(title)),
                    .element("p", [:], .text(text)))
            ])
    }
}
