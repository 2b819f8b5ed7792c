import Bytes
import Consent
import Decoding
import Privacy

/// Finds the consent signals of a request: all together as the gateway decides, and each by itself for
/// a reader.
enum SignalSearch {
    /// Everything that the decision is made from.
    static func evidence(
        in request: RequestText, _ place: RequestPlace, layouts: [BodyLayout], map: CompiledMap
    ) -> ConsentEvidence {
        let evidence = ConsentEvidence()
        place.withEvent(of: request) { event in evidence.add(event, layouts: layouts, map: map) }
        for header in request.headers { add(header, to: evidence) }
        return evidence
    }

    /// Every signal with what it says by itself, in the order of the request.
    static func signals(
        in request: RequestText, _ place: RequestPlace, vendor: VendorDefinition,
        _ layouts: [BodyLayout]
    ) -> [EventExplanation.Signal] {
        var found: [EventExplanation.Signal] = []
        for header in request.headers {
            let evidence = ConsentEvidence()
            add(header, to: evidence)
            guard let known = names.first(where: { $0 == header.name.lowercased() }) else {
                continue
            }
            found.append(signal(known, "headers", evidence))
        }
        found += signals(in: place.query, "query", vendor)
        if layouts.contains(.formLines) {
            for (number, line) in request.body.split(separator: 0x0A).enumerated() {
                found += signals(in: Array(line), "body, line \(number + 1)", vendor)
            }
        } else if layouts.contains(.form) {
            found += signals(in: request.body, "body", vendor)
        }
        return found
    }

    private static let names = ["sec-gpc", "dnt"]

    private static func add(
        _ header: (name: String, value: [UInt8], line: Int), to evidence: ConsentEvidence
    ) {
        switch header.name.lowercased() {
        case "sec-gpc": evidence.add(globalPrivacyControl: header.value.span)
        case "dnt": evidence.add(doNotTrack: header.value.span)
        default: break
        }
    }

    private static func signals(
        in form: [UInt8], _ place: String, _ vendor: VendorDefinition
    ) -> [EventExplanation.Signal] {
        var found: [EventExplanation.Signal] = []
        var cursor = FormCursor()
        let form = form.span
        while let field = cursor.next(in: form) {
            var name = ByteBuffer()
            var value = ByteBuffer()
            PercentCoding.decode(form.extracting(field.name), plusIsSpace: true, into: &name)
            let written = name.span.string
            guard let known = vendor.signals.first(where: { $0.field == written }) else { continue }
            PercentCoding.decode(form.extracting(field.value), plusIsSpace: true, into: &value)
            let evidence = ConsentEvidence()
            evidence.add(signal: known.signal, value: value.span)
            value.wipeAll()
            found.append(signal(known.field, place, evidence))
        }
        return found
    }

    private static func signal(
        _ name: String, _ place: String, _ evidence: ConsentEvidence
    ) -> EventExplanation.Signal {
        EventExplanation.Signal(
            name: name, place: place, statistics: evidence.decision.statistics.rawValue,
            marketing: evidence.decision.marketing.rawValue)
    }
}
