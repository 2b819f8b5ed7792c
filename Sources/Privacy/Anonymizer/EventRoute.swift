/// Where an event goes and how it is read: one destination's endpoint under one action.
package final class EventRoute: Sendable {
    /// Position of the site in the running configuration.
    package let site: Int
    /// Position of the destination in the running configuration.
    package let destination: Int
    package let method: String
    /// The layouts that a body may have.
    package let body: [BodyLayout]
    package let map: CompiledMap
    /// `nil` where the profile computes no identifier.
    package let keys: PseudonymKeys?
    /// Whether a request is built; otherwise the event is only counted.
    package let isSent: Bool
    /// Names of events whose amount is money that changed hands.
    package let sales: [String]
    /// Whether the project is named by the envelope instead of the path.
    package let isTunnel: Bool
    /// Which combinations of browser, language and screen are common; `nil` where all leave.
    package let rareValues: RareValueTable?

    package init(
        site: Int, destination: Int, method: String, body: [BodyLayout], map: CompiledMap,
        keys: PseudonymKeys?, isSent: Bool, sales: [String] = [], isTunnel: Bool = false,
        rareValues: RareValueTable? = nil
    ) {
        self.site = site
        self.destination = destination
        self.method = method
        self.body = body
        self.map = map
        self.keys = keys
        self.isSent = isSent
        self.sales = sales
        self.isTunnel = isTunnel
        self.rareValues = rareValues
    }

    /// The layout of a body, told by its content: what a client says of it is not reliable.
    func layout(of body: Span<UInt8>) -> BodyLayout { self.body.layout(of: body) }
}

extension [BodyLayout] {
    /// The layout of a body among those that an endpoint has, told by its content.
    ///
    /// Whoever reads a body asks here: consent must not be looked for in another layout than fields.
    func layout(of body: Span<UInt8>) -> BodyLayout {
        guard count > 1 else { return first ?? .none }
        switch Self.firstMark(of: body) {
        case nil: return first(of: .none)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return first(of: .envelope, .json, .jsonLines)
        case UInt8(ascii: "-"): return first(of: .multipart)
        default: return first(of: .formLines, .form)
        }
    }

    /// The first of these that the endpoint has; without one, its own first.
    private func first(
        of first: BodyLayout, _ second: BodyLayout? = nil, _ third: BodyLayout? = nil
    ) -> BodyLayout {
        if contains(first) { return first }
        if let second, contains(second) { return second }
        if let third, contains(third) { return third }
        return self.first ?? .none
    }

    private static func firstMark(of body: Span<UInt8>) -> UInt8? {
        for index in body.indices where body[index] > 0x20 { return body[index] }
        return nil
    }
}

/// Why an event did not come out of the engine.
///
/// Never says what stood there.
package enum AnonymizerFault: Error {
    /// The body does not follow the vendor's format.
    case malformed
    /// More fields, lines or levels than the codec allows.
    case tooLarge
    /// Nothing but a stream that cannot be mapped field by field.
    case opaque
    /// The envelope names a server that is not the destination's.
    case foreignDestination
}
