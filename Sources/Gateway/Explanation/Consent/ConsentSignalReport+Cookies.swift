import Consent

/// Cookies and entries of local storage.
extension ConsentSignalReport {
    static func cookies(
        _ header: Span<UInt8>, isStorage: Bool
    ) throws(ConfigurationFault) -> ReportValue {
        .members(["cmp": .null, "evidence": .text("none"), "purposes": purposes(.unknown)])
    }
}
