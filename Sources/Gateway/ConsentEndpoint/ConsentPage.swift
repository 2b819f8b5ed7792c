import Consent
import Dashboard

/// The page on which visitors choose, withdraw and object.
///
/// Nothing of a request is repeated in it: it is made of the site's settings, the texts of a language, and
/// the facts below.
struct ConsentPage {
    let settings: ConsentEndpointSettings
    let path: String
    let language: ConsentLanguage
    /// What the visitor has chosen so far.
    var choice: ConsentChoice?
    /// Whether the visitor comes from a choice that was just made.
    var isSaved = false
    var hasGlobalPrivacyControl = false

    private var texts: ConsentTexts { .of(language) }

    var html: String {
        frame(
            title: texts.title,
            [
                .element("h1", [:], .text(texts.title)),
                notes,
                .element("p", [:], .text(texts.introduction(settings.shopName))),
                everything, selection, withdrawal, objection,
            ])
    }

    /// A page that says one thing and leads back.
    func message(title: String, _ text: String) -> String {
        frame(
            title: title,
            [
                .element("h1", [:], .text(title)),
                .element("p", [:], .text(text)),
                .element(
                    "p", [:], .element("a", ["href": address(language)], .text(texts.back))),
            ])
    }

    // MARK: Parts

    private var notes: HTML {
        var notes: [HTML] = []
        if isSaved {
            let text = choice == nil ? texts.notKept : texts.saved
            notes.append(note(text, choice == nil ? "note" : "note good"))
        }
        if hasGlobalPrivacyControl, settings.purposes.contains(.marketing) {
            notes.append(note(texts.globalPrivacyControl, "note"))
        }
        return .group(notes)
    }

    private func note(_ text: String, _ style: String) -> HTML {
        .element("p", ["class": style, "role": "status"], .text(text))
    }

    /// Both buttons look the same, and refusing comes first.
    private var everything: HTML {
        .element(
            "section", [:],
            .element("h2", [:], .text(texts.everything)),
            form(
                .element(
                    "div", ["class": "pair"],
                    button("none", texts.refuseAll), button("all", texts.acceptAll))))
    }

    /// A form of its own: the Enter key in a box saves the boxes and nothing else.
    private var selection: HTML {
        .element(
            "section", [:],
            form(
                .element(
                    "fieldset", [:],
                    [.element("legend", [:], .element("h2", [:], .text(texts.selection)))]
                        + settings.purposes.compactMap(purpose)),
                button("selected", texts.save, isPlain: true)))
    }

    /// Boxes are never ticked before the visitor has ticked them.
    private func purpose(_ purpose: Purpose) -> HTML? {
        guard let words = texts.words(for: purpose) else { return nil }
        let state = choice?.states.state(for: purpose) ?? .unknown
        let name = purpose.rawValue
        let box: HTML =
            state == .granted
            ? .void(
                "input",
                [
                    "type": "checkbox", "id": name, "name": name, "value": "1",
                    "aria-describedby": "\(name)-text \(name)-state", "checked": "",
                ])
            : .void(
                "input",
                [
                    "type": "checkbox", "id": name, "name": name, "value": "1",
                    "aria-describedby": "\(name)-text \(name)-state",
                ])
        return .element(
            "div", ["class": "purpose"], box,
            .element("label", ["for": name], .text(words.name)),
            .element(
                "span", ["class": "state", "id": "\(name)-state"], .text(texts.word(for: state))),
            .element(
                "p", ["class": "quiet", "id": "\(name)-text"], .text(words.explanation)))
    }

    private var withdrawal: HTML {
        .element(
            "section", ["id": "withdraw"],
            .element("h2", [:], .text(texts.withdrawal)),
            .element("p", ["class": "quiet"], .text(texts.withdrawalExplanation)),
            form(button("withdraw", texts.withdraw)))
    }

    private var objection: HTML {
        let isObjection = choice?.isObjection ?? false
        return .element(
            "section", ["id": "object"],
            .element("h2", [:], .text(texts.objection)),
            .element(
                "p", ["class": isObjection ? "note good" : "quiet"],
                .text(isObjection ? texts.objected : texts.objectionExplanation)),
            isObjection
                ? .group([]) : form(button("object", texts.object, isPlain: true)))
    }

    // MARK: Elements

    private func form(_ children: HTML...) -> HTML {
        .element(
            "form", ["method": "post", "action": address(language), "autocomplete": "off"],
            children)
    }

    private func button(_ choice: String, _ text: String, isPlain: Bool = false) -> HTML {
        .element(
            "button",
            [
                "type": "submit", "name": "choice", "value": choice,
                "class": isPlain ? "plain" : "full",
            ], .text(text))
    }

    private func address(_ language: ConsentLanguage) -> String {
        "\(path)?lang=\(language.rawValue)"
    }

    // MARK: Frame

    private func frame(title: String, _ content: [HTML]) -> String {
        let page = HTML.element(
            "html", ["lang": language.rawValue],
            .element(
                "head", [:],
                .void("meta", ["charset": "utf-8"]),
                .void(
                    "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .void("meta", ["name": "color-scheme", "content": "light dark"]),
                .void("meta", ["name": "robots", "content": "noindex"]),
                .element("title", [:], .text("\(title) · \(settings.shopName)")),
                .element("style", [:], .literal(ConsentStylesheet.css))),
            .element("body", [:], header, .element("main", [:], content), footer))
        return "<!DOCTYPE html>\n" + page.markup + "\n"
    }

    private var header: HTML {
        let shop = HTML.element("span", ["class": "shop"], .text(settings.shopName))
        guard settings.languages.count > 1 else { return .element("header", [:], shop) }
        let links = settings.languages.map { other -> HTML in
            let code = other.rawValue
            let name = HTML.literal(other.name)
            let link: HTML =
                other == language
                ? .element(
                    "a", ["href": address(other), "lang": code, "aria-current": "true"], name)
                : .element(
                    "a", ["href": address(other), "lang": code, "hreflang": code], name)
            return .element("li", [:], link)
        }
        return .element(
            "header", [:], shop,
            .element("nav", ["aria-label": texts.languages], .element("ul", [:], links)))
    }

    private var footer: HTML {
        var parts = [HTML.element("p", [:], .text(texts.cookie))]
        if let link = settings.policyLink, link.hasPrefix("https://") || link.hasPrefix("/") {
            parts.append(
                .element(
                    "p", [:],
                    .element("a", ["href": link, "rel": "noopener"], .text(texts.policy))))
        }
        return .element("footer", [:], parts)
    }
}

extension ConsentTexts {
    /// The words for a purpose that the page asks about.
    fileprivate func words(for purpose: Purpose) -> PurposeText? {
        switch purpose {
        case .statistics: statistics
        case .marketing: marketing
        case .preferences: preferences
        case .functional, .adStorage, .adUserData, .adPersonalization: nil
        }
    }

    fileprivate func word(for state: ConsentState) -> String {
        switch state {
        case .granted: granted
        case .denied: denied
        case .unknown: unknown
        }
    }
}
