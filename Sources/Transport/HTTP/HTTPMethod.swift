/// The request methods that are told apart; method names are case-sensitive (RFC 9110 9.1).
package enum HTTPMethod: UInt8, Sendable, CaseIterable {
    case get, head, post, put, delete, options, patch, trace, connect
    /// Any other token; the name is in the head's `methodRange`.
    case other

    /// The name as it is written on the wire; empty for `other`.
    package var name: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .patch: "PATCH"
        case .trace: "TRACE"
        case .connect: "CONNECT"
        case .other: ""
        }
    }

    /// Whether a request of this method may bring content here.
    ///
    /// Content on GET and HEAD has no meaning and is a known smuggling vector (RFC 9110 9.3.1);
    /// on TRACE it is forbidden (9.3.8).
    package var allowsContent: Bool { self != .get && self != .head && self != .trace }
}
