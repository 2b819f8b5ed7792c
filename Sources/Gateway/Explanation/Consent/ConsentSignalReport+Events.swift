import Consent

/// Consent in the bodies of events.
extension ConsentSignalReport {
    /// Segment's `context.consent`: absent nobody was asked, empty nothing is consented to.
    static func segment(_ context: String) -> ReportValue {
        guard let tree = ReportValue(json: context), tree.members != nil else {
            return invalid("not a JSON object")
        }
        let consent = tree["consent"] ?? tree["context"]?["consent"]
        guard let categories = consent?["categoryPreferences"]?.members else {
            return .members(["present": .flag(false), "purposes": purposes(.unknown)])
        }
        var choice = CategoryChoice()
        for (name, value) in categories { choice.add(name, isGranted: value.flag) }
        return .members([
            "present": .flag(true),
            "categories": .members(categories),
            "purposes": purposes(choice.statesWhereMissingMeansNo),
        ])
    }

    /// RudderStack's `context.consentManagement`.
    static func rudderStack(_ context: String) -> ReportValue {
        guard let tree = ReportValue(json: context), tree.members != nil else {
            return invalid("not a JSON object")
        }
        let found = tree["consentManagement"] ?? tree["context"]?["consentManagement"]
        guard let found, found.members != nil else {
            return .members(["present": .flag(false), "purposes": purposes(.unknown)])
        }
        let allowed = found["allowedConsentIds"]?.texts ?? []
        let denied = found["deniedConsentIds"]?.texts ?? []
        var choice = CategoryChoice()
        for name in allowed { choice.add(name, isGranted: true) }
        for name in denied { choice.add(name, isGranted: false) }
        return .members([
            "present": .flag(true), "provider": .optional(found["provider"]?.text),
            "allowed": .texts(allowed), "denied": .texts(denied),
            "resolution_strategy": .optional(found["resolutionStrategy"]?.text),
            "purposes": purposes(choice.states),
        ])
    }

    /// Snowplow's `consent_preferences`; pending, implicit and expired ones say nothing.
    static func snowplow(_ event: String) -> ReportValue {
        guard let tree = ReportValue(json: event), tree.members != nil else {
            return invalid("not a JSON object")
        }
        let outer = tree["data"] ?? tree
        let data = outer["eventType"] == nil ? outer["data"] ?? outer : outer
        let type = data["eventType"]?.text
        var states = ConsentStates.unknown
        switch type {
        case "allow_all": states = ConsentStates(granted: .all, denied: [])
        case "deny_all", "withdrawn": states = ConsentStates(granted: [], denied: .all)
        case "allow_selected":
            var choice = CategoryChoice()
            for scope in data["consentScopes"]?.texts ?? [] { choice.add(scope, isGranted: true) }
            states = choice.statesWhereMissingMeansNo
        default: break
        }
        return .members(["event_type": .optional(type), "purposes": purposes(states)])
    }

    /// Meta's Limited Data Use, which is about states of America and has no effect here.
    static func metaConversions(_ body: String) -> ReportValue {
        guard let tree = ReportValue(json: body), tree.members != nil else {
            return invalid("not a JSON object")
        }
        let options = tree["data_processing_options"]?.texts ?? []
        return .members([
            "ldu": .flag(options.contains("LDU")), "eu_consent_effect": .text("none"),
        ])
    }

    /// UET's `asc=G|D`; what `G` says is decoded, though it proves nothing.
    static func microsoftUET(_ parameter: String) -> ReportValue {
        let value = parameter.hasPrefix("asc=") ? String(parameter.dropFirst(4)) : parameter
        switch value {
        case "D", "d": return .members(["ad_storage": .text("denied")])
        case "G", "g": return .members(["ad_storage": .text("granted")])
        default: return invalid("not G or D")
        }
    }

    // MARK: Parts

    /// The three purposes that visitors are asked about.
    static func purposes(_ states: ConsentStates) -> ReportValue {
        .members([
            "preferences": .text(states.preferences.rawValue),
            "statistics": .text(states.statistics.rawValue),
            "marketing": .text(states.marketing.rawValue),
        ])
    }
}
