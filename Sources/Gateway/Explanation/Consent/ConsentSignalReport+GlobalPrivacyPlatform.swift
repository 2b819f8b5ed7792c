import Bytes
import Consent

/// Signals of the United States, GPP and the browser's own.
extension ConsentSignalReport {
    static func globalPrivacyPlatform(_ text: Span<UInt8>) -> ReportValue {
        let header: GlobalPrivacyHeader
        do throws(GlobalPrivacyPlatformFault) {
            header = try GlobalPrivacyHeader(of: text)
        } catch {
            return invalid(error.rawValue)
        }
        var members: [String: ReportValue] = ["section_ids": .numbers(header.sections)]
        do throws(GlobalPrivacyPlatformFault) {
            var sections: [String: ReportValue] = [:]
            for (section, payload) in zip(header.sections, try header.payloads(in: text)) {
                let name = GlobalPrivacySection.name(of: section)
                sections[name] = try report(text.extracting(payload), section: section)
            }
            members["valid"] = .flag(true)
            members["header_version"] = .number(header.version)
            members["sections"] = .members(sections)
        } catch {
            members["header_valid"] = .flag(true)
            members.merge(invalidMembers(error.rawValue)) { _, last in last }
        }
        return .members(members)
    }

    /// One section for the United States, with its name and a colon before it or without.
    static func globalPrivacySection(_ value: String) -> ReportValue {
        do throws(GlobalPrivacyPlatformFault) {
            let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let payload = Array(parts[parts.count - 1].utf8)
            let section: USSection
            if parts.count == 2 {
                guard let number = GlobalPrivacySection.number(named: String(parts[0])) else {
                    throw .unknownSection
                }
                section = try USSection(payload.span, section: number)
            } else {
                section = try USSection(guessing: payload.span)
            }
            var members = fields(of: section) { _ in true }
            members["section"] = .text(GlobalPrivacySection.name(of: section.layout.section))
            return .members(members)
        } catch {
            return invalid(error.rawValue)
        }
    }

    /// Ids of the sections that apply; `-1` says that none does.
    static func applicableSections(_ value: String) -> ReportValue {
        var sections: [Int] = []
        for part in value.split(separator: ",", omittingEmptySubsequences: false) {
            guard let section = Int(part.filter { $0 != " " }),
                section == -1 || (1...GlobalPrivacyHeader.highestSection).contains(section)
            else { return invalid("not a list of section ids") }
            if section != -1 { sections.append(section) }
        }
        return .members([
            "applicable_section_ids": .numbers(sections), "applies": .flag(!sections.isEmpty),
        ])
    }

    static func usPrivacy(_ value: Span<UInt8>) -> ReportValue {
        guard let string = USPrivacyString(value) else {
            return invalid("not 1 and three of Y, N and -")
        }
        return .members([
            "valid": .flag(true), "notice": .optional(string.notice),
            "opt_out_sale": .optional(string.saleOptOut), "lspa": .optional(string.isCovered),
            "applies": .flag(string.applies),
        ])
    }

    static func globalPrivacyControl(_ value: Span<UInt8>) -> ReportValue {
        .members(["gpc": .flag(ConsentEvidence.isGlobalPrivacyControl(value))])
    }

    static func doNotTrack(_ value: Span<UInt8>) -> ReportValue {
        .members(["dnt": .flag(ConsentEvidence.isDoNotTrack(value))])
    }

    // MARK: Parts

    /// Sections 7 to 12 are printed decoded, all others as they stand.
    ///
    /// Those of the other states are decoded as well, because one that is cut off makes the string
    /// invalid.
    private static func report(
        _ payload: Span<UInt8>, section: Int
    ) throws(GlobalPrivacyPlatformFault) -> ReportValue {
        do throws(GlobalPrivacyPlatformFault) {
            let decoded = try USSection(payload, section: section)
            guard decodedSections.contains(section) else { return .text(payload.string) }
            return .members(fields(of: decoded) { shortFields.contains($0) })
        } catch  where error == .unknownSection {
            return .text(payload.string)
        }
    }

    private static let decodedSections = 7...12

    /// What is printed of a section inside a string; by itself a section is printed whole.
    private static let shortFields: Set<USSectionField> = [
        .saleOptOut, .sharingOptOut, .targetedAdvertisingOptOut, .sensitiveDataProcessing,
        .knownChildSensitiveDataConsents, .personalDataConsents, .mspaCoveredTransaction,
    ]

    private static func fields(
        of section: USSection, where isPrinted: (USSectionField) -> Bool
    ) -> [String: ReportValue] {
        var members: [String: ReportValue] = [
            "Version": .number(section.version),
            "gpc_included": .flag(section.globalPrivacyControl != nil),
            "gpc": .flag(section.globalPrivacyControl ?? false),
        ]
        for entry in section.layout.entries where isPrinted(entry.field) {
            let values = section.values(of: entry.field) ?? []
            members[entry.field.rawValue] =
                values.count == 1 ? .number(values[0]) : .numbers(values)
        }
        return members
    }
}
