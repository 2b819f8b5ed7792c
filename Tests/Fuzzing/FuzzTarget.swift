import Bytes
import Consent
import Decoding
import Glibc
import Intake
import Privacy
import Transport

/// What libFuzzer calls with each input.
///
/// The first byte chooses the parser by its place in ``FuzzTargets/all``, so that one binary and one
/// corpus serve all of them. Where the environment names some (`MATGLAS_FUZZ_TARGET`, commas between
/// them) only those are fuzzed, and it chooses among them.
///
/// Besides crashing, an input fails where an invariant that users rely on is broken.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start = unsafe start, count > 1 else { return 0 }
    // SAFETY: libFuzzer owns `count` bytes at `start` until the function returns.
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    chosen[Int(input[0]) % chosen.count].run(input.span.extracting(1...))
    return 0
}

/// The parsers that are fuzzed.
private let chosen: [FuzzTargets.Target] = {
    let names = unsafe getenv("MATGLAS_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard !names.isEmpty else { return FuzzTargets.all }
    return names.split(separator: ",").map { name in
        guard let target = FuzzTargets.all.first(where: { $0.name == name }) else {
            preconditionFailure("no target \(name)")
        }
        return target
    }
}()

extension FuzzTargets {
    typealias Target = (name: String, run: @Sendable (Span<UInt8>) -> Void)

    /// Every parser by its name; new ones go to the end, so that a corpus keeps its meaning.
    ///
    /// `.ci/fuzz-seeds` finds their places here, one per line.
    static let all: [Target] = [
        ("request", { request($0) }),
        ("chunks", { chunks($0) }),
        ("response", { response($0) }),
        ("log-line", { logLine($0) }),
        ("event", { event($0) }),
        ("base64", { base64($0) }),
        ("compression", { compression($0) }),
        ("multipart", { multipart($0) }),
        ("envelope", { envelope($0) }),
        ("pairs", { pairs($0) }),
        ("json", { json($0) }),
        ("scrubbing", { scrubbing($0) }),
        ("urls", { urls($0) }),
        ("transparency", { transparency($0) }),
        ("transparency-text", { transparency(FuzzText.base64($0, from: "C").span) }),
        ("additional", { additional($0) }),
        (
            "global-privacy-platform",
            { globalPrivacyPlatform(FuzzText.base64($0, from: "DB").span) }
        ),
        ("fields", { fields($0) }),
        ("cookies", { cookies($0) }),
        ("cookie-words", { cookies(FuzzText.words($0, FuzzText.cookieWords).span) }),
        ("event-consent", { eventConsent(FuzzText.words($0, FuzzText.eventWords).span) }),
        ("syslog-stream", { syslogStream($0) }),
        ("text", { text($0) }),
        ("format-string", { formatString($0) }),
        ("columns", { logLines(.columns, $0) }),
        ("w3c", { logLines(.w3c, $0) }),
        ("json-lines", { logLines(.json, $0) }),
        ("messages", { logLines(.messages, $0) }),
        ("wrapped", { logLines(.wrapped, $0) }),
        ("plain-lines", { plainLines($0) }),
        ("chooser", { chooser($0) }),
        ("log-heads", { logHeads($0) }),
        ("json-repair", { jsonRepair($0) }),
        ("w3c-columns", { w3cColumns($0) }),
        ("archive", { archive($0) }),
        ("retry-after", { retryAfter($0) }),
        ("proxy-header", { proxyHeader($0) }),
        ("configuration", { configuration($0) }),
        ("catalog-file", { catalogFile($0) }),
        ("forwarded-chain", { forwardedChain($0) }),
        ("client-address", { clientAddress($0) }),
        ("script", { script($0) }),
        ("script-request", { scriptRequest($0) }),
        ("spooled-row", { spooledRow($0) }),
        ("state-rows", { stateRows($0) }),
        ("state-file", { stateFile($0) }),
        ("state-log", { stateLog($0) }),
    ]
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
