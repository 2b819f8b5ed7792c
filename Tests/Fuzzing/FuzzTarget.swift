import Bytes
import Consent
import Decoding
import Glibc
import Intake
import Privacy
import Transport

/// What libFuzzer calls with each input.
///
/// The first byte chooses the parser, so that one binary and one corpus serve all of them.
///
/// Besides crashing, an input fails where an invariant that users rely on is broken.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start = unsafe start, count > 1 else { return 0 }
    // SAFETY: libFuzzer owns `count` bytes at `start` until the function returns.
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    let bytes = input.span.extracting(1...)
    switch (only ?? input[0]) % 37 {
    case 0: FuzzTargets.request(bytes)
    case 1: FuzzTargets.chunks(bytes)
    case 2: FuzzTargets.response(bytes)
    case 3: FuzzTargets.logLine(bytes)
    case 4: FuzzTargets.event(bytes)
    case 5: FuzzTargets.base64(bytes)
    case 6: FuzzTargets.compression(bytes)
    case 7: FuzzTargets.multipart(bytes)
    case 8: FuzzTargets.envelope(bytes)
    case 9: FuzzTargets.pairs(bytes)
    case 10: FuzzTargets.json(bytes)
    case 11: FuzzTargets.scrubbing(bytes)
    case 12: FuzzTargets.urls(bytes)
    case 13: FuzzTargets.transparency(bytes)
    case 14: FuzzTargets.transparency(FuzzText.base64(bytes, from: "C").span)
    case 15: FuzzTargets.additional(bytes)
    case 16: FuzzTargets.globalPrivacyPlatform(FuzzText.base64(bytes, from: "DB").span)
    case 17: FuzzTargets.fields(bytes)
    case 18: FuzzTargets.cookies(bytes)
    case 19: FuzzTargets.cookies(FuzzText.words(bytes, FuzzText.cookieWords).span)
    case 20: FuzzTargets.eventConsent(FuzzText.words(bytes, FuzzText.eventWords).span)
    case 21: FuzzTargets.syslogStream(bytes)
    case 22: FuzzTargets.text(bytes)
    case 23: FuzzTargets.formatString(bytes)
    case 24: FuzzTargets.logLines(.columns, bytes)
    case 25: FuzzTargets.logLines(.w3c, bytes)
    case 26: FuzzTargets.logLines(.json, bytes)
    case 27: FuzzTargets.logLines(.messages, bytes)
    case 28: FuzzTargets.logLines(.wrapped, bytes)
    case 29: FuzzTargets.plainLines(bytes)
    case 30: FuzzTargets.chooser(bytes)
    case 31: FuzzTargets.logHeads(bytes)
    case 32: FuzzTargets.jsonRepair(bytes)
    case 33: FuzzTargets.w3cColumns(bytes)
    case 34: FuzzTargets.archive(bytes)
    case 35: FuzzTargets.retryAfter(bytes)
    case 36: FuzzTargets.proxyHeader(bytes)
    default: break
    }
    return 0
}

/// The only parser that is fuzzed, where the environment names one by its number.
private let only = unsafe getenv("MATGLAS_FUZZ_TARGET").flatMap {
    unsafe UInt8(String(cString: $0))
}

/// One function for each parser.
enum FuzzTargets {
    static func logLine(_ bytes: Span<UInt8>) {
        guard let format = try? AccessLogFormat(.combined) else { return }
        var fields = LogFields()
        if format.split(bytes, into: &fields) {
            for index in 0..<fields.count { precondition(fields[index].upperBound <= bytes.count) }
        }
        // What is cut once must not change when it is cut again.
        var once = ByteBuffer()
        _ = AddressMasker.mask(bytes, prefixes: AddressPrefixes(), context: .plain, into: &once)
        var twice = ByteBuffer()
        _ = AddressMasker.mask(
            once.span, prefixes: AddressPrefixes(), context: .plain, into: &twice)
    }

    static func event(_ bytes: Span<UInt8>) {
        let kinds = Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, Treatment.scrub) })
        let profile = Profile(name: "fuzz", events: kinds)
        let half = bytes.count / 2
        for layout in BodyLayout.allCases {
            let map = CompiledMap(eventFields: fields(of: layout), profile: profile)
            let route = EventRoute(
                site: 0, destination: 0, method: "POST", body: [layout], map: map, keys: nil,
                isSent: true)
            let event = RawEvent(
                path: bytes.extracting(..<0), query: bytes.extracting(..<half),
                body: bytes.extracting(half...),
                userAgent: bytes.extracting(..<min(half, 200)), headers: bytes.extracting(..<0),
                address: bytes.extracting(..<0))
            var anonymizer = EventAnonymizer(options: EngineOptions())
            _ = try? anonymizer.anonymize(event, route: route, decision: .unknown)
        }
    }

    /// A map with every codec.
    private static func fields(of layout: BodyLayout) -> [FieldDefinition] {
        let items = [
            FieldDefinition(pattern: "id", kind: .money),
            FieldDefinition(pattern: "*", kind: .freeText),
        ]
        var again = FieldDefinition(pattern: "js", kind: .freeText, decode: [.json])
        again.isRecursive = true
        var event = FieldDefinition(pattern: "event", kind: nil, fields: items)
        event.isEvent = true
        var fields = [
            FieldDefinition(pattern: "en", kind: .eventName, fact: .event),
            FieldDefinition(pattern: "dl", kind: .url, fact: .page),
            FieldDefinition(pattern: "ep.*", kind: .freeText),
            FieldDefinition(pattern: "pr#", kind: .money, decode: [.tildeItem], fields: items),
            FieldDefinition(pattern: "header", kind: nil, fields: items),
            FieldDefinition(pattern: "replay", kind: .opaque), event, again,
        ]
        for codec in NestedCodec.allCases where ![.json, .tildeItem].contains(codec) {
            let chain: [NestedCodec] = codec.isWrapper ? [codec, .json] : [codec]
            fields.append(
                FieldDefinition(
                    pattern: codec.rawValue, kind: .freeText, decode: chain, fields: items))
        }
        return fields
    }

    /// What is scrubbed twice must not change, and nothing may read beyond the text.
    static func scrubbing(_ bytes: Span<UInt8>) {
        var once = ByteBuffer()
        _ = Scrubber.scrub(bytes, prefixes: AddressPrefixes(), into: &once)
        var twice = ByteBuffer()
        _ = Scrubber.scrub(once.span, prefixes: AddressPrefixes(), into: &twice)
    }

    /// A URL that is reduced twice must not change.
    static func urls(_ bytes: Span<UInt8>) {
        for rules in [URLRules.strict(), URLRules.campaigns(keeping: ["q"])] {
            var once = ByteBuffer()
            URLReduction.reduce(bytes, rules: rules, into: &once)
            var twice = ByteBuffer()
            URLReduction.reduce(once.span, rules: rules, into: &twice)
            precondition(twice.span.equals(once.span), "reducing twice changes something")
        }
    }

    static func text(_ bytes: Span<UInt8>) {
        var output = ByteBuffer()
        _ = Scrubber.scrub(bytes, prefixes: AddressPrefixes(), into: &output)
        URLReduction.reduce(bytes, rules: .strict(), into: &output)
        UserAgentReducer.reduce(bytes, into: &output)
        _ = AddressTruncation.truncateList(bytes, prefixes: AddressPrefixes(), into: &output)
        _ = GoogleConsentMode.states(gcd: bytes)
        if let format = try? AccessLogFormat(apache: bytes.string) {
            var fields = LogFields()
            _ = format.split(bytes, into: &fields)
        }
    }
}
