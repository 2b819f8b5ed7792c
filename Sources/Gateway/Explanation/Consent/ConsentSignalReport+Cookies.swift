package import Consent

/// Cookies and entries of local storage.
extension ConsentSignalReport {
    /// What the platforms say whose cookies or entries are there: the first of them as members, and
    /// all of them if there are several.
    static func cookies(
        _ header: Span<UInt8>, isStorage: Bool, _ platforms: PlatformCatalog?
    ) throws(ConfigurationFault) -> ReportValue {
        let known: PlatformCatalog
        if let platforms { known = platforms } else { known = try Catalog().embeddedPlatforms() }
        let reports = known.reports(cookies: header, isStorage: isStorage)
        guard let first = reports.first else {
            return .members([
                "cmp": .null, "evidence": .text(EvidenceClass.none.rawValue),
                "purposes": purposes(.unknown), "facts": .members([:]),
            ])
        }
        var members = report(first)
        if reports.count > 1 { members["all"] = .items(reports.map { .members(report($0)) }) }
        return .members(members)
    }

    private static func report(_ report: PlatformReport) -> [String: ReportValue] {
        [
            "cmp": .text(report.name),
            "evidence": .text(report.statement.evidence.rawValue),
            "purposes": .members([
                "preferences": .text(report.preferences.rawValue),
                "statistics": .text(report.statistics.rawValue),
                "marketing": .text(report.marketing.rawValue),
            ]),
            "facts": ReportValue(report.facts),
        ]
    }
}

extension Catalog {
    /// The platforms and services of the catalogue, without a site's own.
    package func embeddedPlatforms() throws(ConfigurationFault) -> PlatformCatalog {
        PlatformCatalog(platforms: try platformDefinitions(), services: try serviceDefinitions())
    }
}

extension ReportValue {
    /// Numbers that are whole are written as whole numbers.
    init(_ node: FactNode) {
        switch node {
        case .null: self = .null
        case .flag(let flag): self = .flag(flag)
        case .number(let number):
            self = Int(exactly: number).map { .number($0) } ?? .fraction(number)
        case .text(let text): self = .text(text)
        case .items(let items): self = .items(items.map { Self($0) })
        case .members(let members):
            self = .members(
                Dictionary(members.map { ($0.name, Self($0.value)) }) { first, _ in first })
        }
    }
}
