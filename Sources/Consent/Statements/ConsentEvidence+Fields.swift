import Bytes

/// Signals that arrive as the value of one field or header.
extension ConsentEvidence {
    /// Adds the value of a field that a vendor map names as a signal.
    package func add(signal: ConsentSignal, value: Span<UInt8>) {
        switch signal {
        case .gcs: add(GoogleConsentMode.states(gcs: value), .gcs)
        case .gcd: add(GoogleConsentMode.states(gcd: value), .gcd)
        }
    }

    /// Adds `Sec-GPC`.
    ///
    /// Only a value whose first member is `1` counts (W3C Global Privacy Control).
    package func add(globalPrivacyControl value: Span<UInt8>) {
        guard firstMemberIsOne(value) else { return }
        var statement = ConsentStatement(.globalPrivacyControl, .optOut)
        statement.denied = .marketing
        add(statement)
    }

    /// Adds `DNT`.
    ///
    /// A value that starts with `1` denies statistics and marketing.
    package func add(doNotTrack value: Span<UInt8>) {
        guard value.count > 0, value[0] == UInt8(ascii: "1") else { return }
        var statement = ConsentStatement(.doNotTrack, .optOut)
        statement.denied = [.statistics, .marketing]
        add(statement)
    }

    private func add(_ states: ConsentStates, _ signal: SignalName) {
        guard states != .unknown else { return }
        var statement = ConsentStatement(signal, .explicit)
        statement.granted = states.granted
        statement.denied = states.denied
        add(statement)
    }

    private func firstMemberIsOne(_ value: Span<UInt8>) -> Bool {
        let end = value.firstOffset(of: UInt8(ascii: ",")) ?? value.count
        var member = 0..<end
        while let first = member.first, isSpace(value[first]) { member.removeFirst() }
        while let last = member.last, isSpace(value[last]) { member.removeLast() }
        return member.count == 1 && value[member.lowerBound] == UInt8(ascii: "1")
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
