import Bytes

/// Signals of the United States; they refuse at most.
extension ConsentEvidence {
    /// Adds a GPP string's opt-outs.
    ///
    /// Any section's opt-out counts, also beside a section that cannot be read. The TC string that
    /// may stand in it is for the caller: see ``GlobalPrivacyHeader/transparency(in:)``.
    func add(globalPrivacyPlatform value: Span<UInt8>) {
        var isOptOut = false
        var isReadable = true
        do throws(GlobalPrivacyPlatformFault) {
            let header = try GlobalPrivacyHeader(of: value)
            let payloads = try header.payloads(in: value)
            for (section, range) in zip(header.sections, payloads) {
                let payload = value.extracting(range)
                if section == GlobalPrivacySection.usPrivacy {
                    isOptOut = isOptOut || USPrivacyString.isOptOut(payload)
                    continue
                }
                do throws(GlobalPrivacyPlatformFault) {
                    isOptOut = try USSection(payload, section: section).isOptOut || isOptOut
                } catch  where error == .unknownSection {
                    continue
                } catch {
                    isReadable = false
                }
            }
        } catch {
            isReadable = false
        }
        if isOptOut { addOptOut(.globalPrivacyPlatform) }
        if !isReadable { add(ConsentStatement(.globalPrivacyPlatform, .opaque)) }
    }

    /// Adds a US Privacy string: its opt-out of sale, if it is one.
    func add(usPrivacy value: Span<UInt8>) {
        if USPrivacyString.isOptOut(value) {
            addOptOut(.usPrivacy)
        } else if USPrivacyString(value) == nil {
            add(ConsentStatement(.usPrivacy, .opaque))
        }
    }

    private func addOptOut(_ signal: SignalName) {
        var statement = ConsentStatement(signal, .optOut)
        statement.denied = .marketing
        add(statement)
    }
}

extension GlobalPrivacyHeader {
    /// Where the TC string stands in a GPP string; `nil` if there is none, or the string is not
    /// readable.
    package static func transparency(in text: Span<UInt8>) -> Range<Int>? {
        guard let header = try? Self(of: text), let payloads = try? header.payloads(in: text),
            let position = header.sections.firstIndex(of: GlobalPrivacySection.transparency)
        else { return nil }
        return payloads[position]
    }
}
