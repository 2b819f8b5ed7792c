import Bytes
import Decoding
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
    switch input[0] % 6 {
    case 0: FuzzTargets.request(bytes)
    case 1: FuzzTargets.chunks(bytes)
    case 2: FuzzTargets.response(bytes)
    case 3: FuzzTargets.logLine(bytes)
    case 4: FuzzTargets.event(bytes)
    default: FuzzTargets.text(bytes)
    }
    return 0
}

/// One function for each parser.
enum FuzzTargets {
    static func request(_ bytes: Span<UInt8>) {
        var whole = RequestParser(limits: HTTPLimits())
        var head = RequestHead()
        let progress = whole.parse(bytes, into: &head)
        // The same bytes in two pieces must be judged alike.
        var pieces = RequestParser(limits: HTTPLimits())
        var again = RequestHead()
        var second = pieces.parse(bytes.extracting(..<(bytes.count / 2)), into: &again)
        if case .needMore = second { second = pieces.parse(bytes, into: &again) }
        precondition(
            "\(progress)" == "\(second)" || second.isComplete, "pieces are judged otherwise")
        if case .complete = progress { precondition(head.headLength <= bytes.count) }
    }

    static func chunks(_ bytes: Span<UInt8>) {
        var decoder = ChunkedDecoder(limits: HTTPLimits())
        var body = ByteBuffer()
        let (consumed, _) = decoder.decode(bytes, into: &body, limit: 4096)
        precondition(consumed <= bytes.count && body.count <= 4096)
    }

    static func response(_ bytes: Span<UInt8>) {
        var parser = ResponseParser(limits: HTTPLimits())
        var head = ResponseHead()
        if case .complete = parser.parse(bytes, answering: .get, into: &head) {
            precondition(head.headLength <= bytes.count)
        }
    }

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
        let items = [FieldDefinition(pattern: "id", kind: .money)]
        let map = CompiledMap(
            eventFields: [
                FieldDefinition(pattern: "en", kind: .eventName, fact: .event),
                FieldDefinition(pattern: "dl", kind: .url, fact: .page),
                FieldDefinition(pattern: "ep.*", kind: .freeText),
                FieldDefinition(pattern: "pr#", kind: .money, decode: [.tildeItem], fields: items),
                FieldDefinition(pattern: "js", kind: .freeText, decode: [.json], fields: items),
            ],
            profile: profile)
        let half = bytes.count / 2
        for layout in BodyLayout.allCases {
            let route = EventRoute(
                site: 0, destination: 0, method: "POST", body: [layout], map: map,
                keys: nil, isSent: true)
            let event = RawEvent(
                path: bytes.extracting(..<0), query: bytes.extracting(..<half), body: bytes.extracting(half...),
                userAgent: bytes.extracting(..<min(half, 200)), headers: bytes.extracting(..<0),
                address: bytes.extracting(..<0))
            var anonymizer = EventAnonymizer(options: EngineOptions())
            _ = try? anonymizer.anonymize(event, route: route, decision: .unknown)
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

extension ParseProgress {
    fileprivate var isComplete: Bool {
        if case .complete = self { true } else { false }
    }
}
