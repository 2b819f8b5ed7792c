import Bytes
import Consent

/// What a form says of consent as a whole, which is known only at its end.
struct FormClosing {
    /// The added fields that stand in the form already, a bit each.
    var present: UInt8 = 0
    /// Whether the form said that the law applies.
    var saysLawApplies = false
    /// Whether a TC string leaves in the form.
    var hasString = false
}

extension EventAnonymizer {
    /// Which fields a form of this table gets; none while values are only looked at, and none where
    /// marketing is granted.
    func additions(_ map: CompiledMap, table: Int) -> [CompiledAddition] {
        guard !values.isSurveying, values.decision.marketing != .granted else { return [] }
        switch table {
        case CompiledMap.Root.query: return map.queryAdditions
        case CompiledMap.Root.body: return map.bodyAdditions
        default: return []
        }
    }

    /// Whether a consent field that was treated leaves; notes what the end of the form depends on.
    ///
    /// One that says something else than what is added goes: of two the vendor might read either.
    func leaves(
        _ name: Span<UInt8>, _ value: Span<UInt8>, _ rule: FieldRule,
        among additions: [CompiledAddition], _ closing: inout FormClosing
    ) -> Bool {
        if rule.consent.signal == .transparency { closing.hasString = true }
        for (place, addition) in additions.enumerated() where name.equals(addition.name.span) {
            guard value.equals(addition.value.span) else { return false }
            closing.present |= 1 &<< UInt8(truncatingIfNeeded: place)
        }
        return true
    }

    /// Appends what a form has to say at its end; `start` is where it begins.
    ///
    /// A form of which nothing leaves stays empty.
    mutating func close(
        _ closing: FormClosing, _ additions: [CompiledAddition], map: CompiledMap, table: Int,
        from start: Int, into output: inout ByteBuffer
    ) {
        if closing.saysLawApplies {
            // Without the string it would say that there is a choice, and not which.
            if closing.hasString { output.append("&gdpr=1") }
            trace(Self.lawApplies, Self.yes, leaves: closing.hasString, map, table)
        }
        let isSettled = table == CompiledMap.Root.body && isSettledByQuery
        guard output.count > start, !isSettled else { return }
        for (place, addition) in additions.enumerated()
        where closing.present & 1 &<< UInt8(truncatingIfNeeded: place) == 0 {
            output.append(UInt8(ascii: "&"))
            output.append(addition.written)
            trace(addition.name, addition.value, leaves: true, map, table)
        }
    }

    private func trace(
        _ name: [UInt8], _ value: [UInt8], leaves: Bool, _ map: CompiledMap, _ table: Int
    ) {
        guard let trace else { return }
        let rule = map.rule(for: name.span, table: table)
        trace.begin(name.span, rule)
        trace.end(rule, value: Self.nothing.span, result: value.span, stays: leaves)
    }

    private static let lawApplies = Array("gdpr".utf8)
    private static let yes = Array("1".utf8)
    private static let nothing: [UInt8] = []
}
