import Privacy
import Records

/// The headers that no map names: one is read for every vendor, the others by nobody.
enum HeaderFields {
    /// What becomes of `User-Agent`; `nil` if there is none, or the vendor's map names it.
    static func userAgent(
        of request: RequestText, _ endpoint: EndpointRoutes, _ sent: Records.OutboundRequest?,
        _ profile: Profile, showsInput: Bool
    ) -> EventExplanation.Field? {
        guard let value = request.header("user-agent"), !value.isEmpty, !isNamed(endpoint) else {
            return nil
        }
        let treatment = profile.treatment(of: .userAgent)
        let result = sent.map { String(decoding: $0.userAgent, as: UTF8.self) }
        return EventExplanation.Field(
            place: "headers", line: nil, path: ["User-Agent"], kind: Kind.userAgent.rawValue,
            rule: nil, namedBy: "name",
            treatment: treatment == .generaliseUserAgent
                ? treatment.rawValue : Treatment.remove.rawValue,
            bytes: value.count, result: result.flatMap { $0.isEmpty ? nil : $0 },
            countedAs: "browser, system",
            input: showsInput ? String(decoding: value, as: UTF8.self) : nil)
    }

    private static func isNamed(_ endpoint: EndpointRoutes) -> Bool {
        endpoint.headerNames.contains(Array("user-agent".utf8))
    }

    /// How many headers are looked at neither by the vendor's map nor by the gateway.
    static func others(in request: RequestText, _ endpoint: EndpointRoutes) -> Int {
        request.headers.count { header in
            let name = header.name.lowercased()
            return !own.contains(name) && !endpoint.headerNames.contains(Array(name.utf8))
        }
    }

    /// Headers that the gateway reads itself: it writes its own, or decides by them.
    private static let own = [
        "user-agent", "host", "content-type", "content-length", "content-encoding", "sec-gpc",
        "dnt",
    ]
}
