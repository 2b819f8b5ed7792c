/// How much a refusal weighs, by the evidence for it.
enum RefusalStrength {
    case explicit
    case unproven
    case byDefault
}

/// Whether a grant still counts.
enum GrantStanding {
    case valid
    case expired
}

extension ConsentStatement {
    /// The weight of what the statement refuses; `nil` where it cannot be read.
    ///
    /// A dedicated opt-out that names no tool weighs as an explicit refusal. A TC string speaks for
    /// its vendors, so what it refuses for a whole purpose does not outweigh an explicit grant.
    var refusalStrength: RefusalStrength? {
        switch evidence {
        case .opaque: nil
        case _ where isVetoOnly: .unproven
        case .explicit, .optOut: .explicit
        case .unproven, .implied: .unproven
        case .none: .byDefault
        }
    }

    /// Whether what the statement grants counts; `nil` where there is no proof of an act.
    ///
    /// A time in the future is no proof of when the choice was made, so such a grant has expired:
    /// else a clock that is ahead would make a choice that beats every later refusal, the visitor's
    /// withdrawal on our own page among them.
    func grantStanding(rules: ConsentRules, now: Int64) -> GrantStanding? {
        guard evidence == .explicit, !isVetoOnly else { return nil }
        guard !isOutdated else { return .expired }
        guard let time = statedTime else { return .valid }
        let oldest = now &- Int64(rules.grantDays) &* Self.day
        return time >= oldest && time <= now &+ Self.clockError ? .valid : .expired
    }

    /// The time of the choice; zero and less are what platforms write where they have none.
    var statedTime: Int64? { time.flatMap { $0 > 0 ? $0 : nil } }

    /// The time of a refusal; one in the future counts as made just now.
    func refusedTime(now: Int64) -> Int64? { statedTime.map { min($0, now) } }

    /// Whether this is the hit's own word on consent, as the tag in the page wrote it.
    var isFromHit: Bool {
        switch signal {
        case .gcs, .gcd, .npa, .dmaServices, .eventConsent: true
        default: false
        }
    }

    static let day: Int64 = 86_400
    /// Seconds that a device's clock may be ahead of ours; who is further ahead loses grants until
    /// our clock has passed their date.
    static let clockError: Int64 = 60
}
