extension EventExplanation {
    /// The explanation for people, in lines of about `width` characters.
    package func text(width: Int) -> String {
        var text = "\(method) \(endpoint)\(recognised.words)\n"
        text += "site \(site), configuration \(configuration)\n"
        for note in notes { text += "note: \(note)\n" }
        for destination in destinations { text += "\n" + destination.text(width: width) }
        return text
    }
}

extension EventExplanation.Recognition {
    fileprivate var words: String {
        switch self {
        case .byPath: ""
        case .renamed: ", under a path of the shop's own: known by its query"
        case .wrapped: ", wrapped in base64 under a path of the shop's own"
        }
    }
}

extension EventExplanation.Destination {
    fileprivate func text(width: Int) -> String {
        var text = "destination \(name), vendor \(vendor), map \(map)\n"
        text += consent.text
        for action in actions { text += action.text(width: width) }
        return text
    }
}

extension EventExplanation.Consent {
    /// From the signals over the purposes to the destination, a line each.
    fileprivate var text: String {
        var lines = signals.isEmpty ? ["consent: no signal"] : signals.map { "consent: \($0.text)" }
        for purpose in purposes {
            lines.append(
                "\(purpose.purpose): \(purpose.state) by \(purpose.rule)\(words(purpose.signal))")
        }
        let needs = needs.isEmpty ? "nothing named" : needs.joined(separator: ", ")
        lines.append("needs \(needs): \(coverage) by \(rule)\(words(signal))")
        lines.append("because: \(why)")
        if isMinor { lines.append("the visitor is declared to be a minor: counted, never sent") }
        return lines.map { "  \($0)\n" }.joined()
    }

    private func words(_ signal: String?) -> String { signal.map { " (\($0))" } ?? "" }
}

extension EventExplanation.Signal {
    fileprivate var text: String {
        var parts: [String] = []
        if !granted.isEmpty { parts.append("yes to \(granted.joined(separator: ", "))") }
        if !denied.isEmpty { parts.append("no to \(denied.joined(separator: ", "))") }
        if !grantedServices.isEmpty {
            parts.append("yes to the services \(grantedServices.joined(separator: ", "))")
        }
        if !deniedServices.isEmpty {
            parts.append("no to the services \(deniedServices.joined(separator: ", "))")
        }
        let said = parts.isEmpty ? "nothing that counts" : parts.joined(separator: "; ")
        var text = "\(name) in \(place) (\(evidence)) says \(said)"
        if !tools.isEmpty { text += ", of \(tools.joined(separator: ", ")) alone" }
        if let chosen { text += ", chosen on \(chosen)" }
        return text
    }
}

extension EventExplanation.Action {
    fileprivate func text(width: Int) -> String {
        var text = "\n  action: \(action)"
        if let profile { text += ", profile \(profile)" }
        text += "\n"
        if !fields.isEmpty { text += table.text(width: width, indent: "  ") }
        if otherHeaders > 0 { text += "  \(otherHeaders) other headers: none of them leaves\n" }
        text += "  outcome: \(outcome)"
        if let reason { text += " (\(reason))" }
        text += "\n"
        if let request { text += request.text }
        if request == nil {
            for event in events { text += "    counted: \(event.text)\n" }
        }
        return text
    }

    private var table: TextTable {
        let showsInput = fields.contains { $0.input != nil }
        var headings: [(String, TextTable.Column)] = [
            ("FIELD", .cutAtEnd(readable: 26, least: 14)), ("KIND", .whole),
            ("RULE", .cutAtStart(readable: 28, least: 15)),
            ("TREATMENT", .cutAtEnd(readable: 21, least: 16)),
            (
                request == nil ? "WHAT IS COUNTED" : "WHAT LEAVES",
                .cutAtEnd(readable: 24, least: 12)
            ),
        ]
        if showsInput { headings.append(("INPUT", .beyond)) }
        var table = TextTable(headings)
        var place = ""
        for field in fields {
            if field.heading != place {
                place = field.heading
                table.append(title: place)
            }
            var cells = [
                "  " + field.path.joined(separator: "/"), field.kind, field.ruleText,
                field.treatment, request == nil ? field.countText : field.result ?? "removed",
            ]
            if showsInput { cells.append(field.input ?? "") }
            table.append(cells)
        }
        return table
    }
}

extension EventExplanation.Field {
    fileprivate var heading: String { line.map { "\(place), line \($0)" } ?? place }

    /// `FILE:LINE` without folders, which stand above the table.
    fileprivate var ruleText: String {
        guard let rule else { return namedBy == "name" ? "by its name" : "no map names it" }
        return String(rule[(rule.lastIndex(of: "/").map(rule.index(after:)) ?? rule.startIndex)...])
    }

    fileprivate var countText: String { countedAs.map { "as \($0)" } ?? "nothing" }
}

extension EventExplanation.Request {
    fileprivate var text: String {
        var lines = ["\(method) \(target) HTTP/1.1"]
        lines += headers.map { "\($0.name): \($0.value)" }
        if let body, !body.isEmpty {
            lines +=
                [""]
                + body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        } else if bodyBytes > 0 {
            lines += ["", "(\(bodyBytes) bytes that are no text, as they came)"]
        }
        let shown = lines.map { $0.isEmpty ? "\n" : "    \($0.printable)\n" }
        return "  what the destination gets:\n" + shown.joined()
    }
}

extension CountedEvent {
    fileprivate var text: String {
        var parts = ["event \(event.isEmpty ? "(none)" : event)"]
        if !page.isEmpty { parts.append("page \(page)") }
        if !referrerDomain.isEmpty { parts.append("from \(referrerDomain)") }
        parts.append("\(browser) on \(system)")
        if !currency.isEmpty {
            let cents = revenueCents.magnitude % 100
            let whole = "\(revenueCents < 0 ? "-" : "")\(revenueCents.magnitude / 100)"
            parts.append("revenue \(whole).\(cents < 10 ? "0" : "")\(cents) \(currency)")
        }
        return parts.joined(separator: ", ").printable
    }
}
