import Bytes
import Consent
import Delivery
import Synchronization
import Testing

@testable import Gateway
@testable import Transport

/// Requests to an endpoint as they stand on the wire, and its answers.
final class ConsentRequests {
    /// 21 November 2026, 10:20:30 UTC.
    static let now: Int64 = 1_795_256_430
    static let today: Int64 = 1_795_219_200
    static let thisMinute: Int64 = 1_795_256_400

    /// What the endpoint thinks the time is.
    var now = ConsentRequests.now
    private(set) var withdrawals: [ConsentWithdrawal] = []
    /// Withdrawals that are not done yet.
    private(set) var undone: [() -> Void] = []
    private let settings: [ConsentEndpointSettings]
    private let stored: ConsentEndpoint.StorageReader

    static var settings: ConsentEndpointSettings {
        var settings = ConsentEndpointSettings(
            hosts: ["www.shop.example", "stats.shop.example"], shopName: "De Ketting",
            updated: Day(number: 20_000))
        settings.origins = ["https://checkout.example:8443"]
        return settings
    }

    init(
        _ settings: [ConsentEndpointSettings] = [ConsentRequests.settings],
        stored: @escaping ConsentEndpoint.StorageReader = { _, _ in nil }
    ) {
        self.settings = settings
        self.stored = stored
    }

    lazy var endpoint = ConsentEndpoint(
        settings, clock: { [unowned self] in now }, readStorage: stored,
        withdraw: { [unowned self] _, withdrawal, done in
            withdrawals.append(withdrawal)
            undone.append(done)
        })

    /// An answer as text.
    struct Reply {
        let status: Int
        let fields: String
        let body: String
        let withdrawal: ConsentWithdrawal?

        func values(_ name: String) -> [String] {
            fields.split(separator: "\r\n").filter { $0.hasPrefix(name + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }

        /// The cookie without its attributes; `nil` without one.
        var cookie: String? {
            values("Set-Cookie").last.flatMap { $0.split(separator: ";").first }.map(String.init)
        }

        var maxAge: Int64? {
            let parts = values("Set-Cookie").last?.split(separator: ";") ?? []
            return parts.first { $0.hasPrefix(" Max-Age=") }.flatMap { Int64($0.dropFirst(9)) }
        }
    }

    static let ownOrigin = "Origin: https://www.shop.example"

    func get(_ target: String = "/consent", _ headers: [String] = []) throws -> Reply {
        try send("GET \(target)", headers)
    }

    func post(
        _ body: String, _ headers: [String] = [ConsentRequests.ownOrigin], type: String? = nil
    ) throws -> Reply {
        try send(
            "POST /consent",
            headers + [
                "Content-Type: \(type ?? "application/x-www-form-urlencoded")",
                "Content-Length: \(body.utf8.count)",
            ], body: Array(body.utf8))
    }

    func send(
        _ line: String, _ headers: [String] = [], host: String = "www.shop.example",
        body: [UInt8] = [], site: Int = 0
    ) throws -> Reply {
        var reply: ConsentReply?
        try Self.withRequest(line, headers, host: host, body: body) {
            reply = endpoint.reply(to: $0, site: site)
        }
        let got = try #require(reply)
        return Reply(
            status: got.status, fields: String(decoding: got.fields, as: UTF8.self),
            body: String(decoding: got.body, as: UTF8.self), withdrawal: got.withdrawal)
    }

    /// Reads a request as a connection does, and lends it.
    static func withRequest(
        _ line: String, _ headers: [String], host: String, body: [UInt8],
        _ use: (borrowing HTTPRequest) -> Void
    ) throws {
        let lines = ["\(line) HTTP/1.1", "Host: \(host)"] + headers + ["", ""]
        let bytes = Array(lines.joined(separator: "\r\n").utf8)
        var head = RequestHead()
        var parser = RequestParser()
        let progress = parser.parse(bytes.span, into: &head)
        try #require(progress == .complete)
        // SAFETY: the head is not changed while the request is lent.
        unsafe withUnsafePointer(to: head) { head in
            let request = unsafe HTTPRequest(
                head: head, bytes: bytes.span, body: body.span,
                peer: RawPeer(.ipv4(0x7F00_0001, port: 1)), isTLS: false)
            use(request)
        }
    }

    // MARK: Cookies

    /// A cookie as the endpoint writes it.
    static func cookie(
        _ flags: String = "p:0|s:1|m:0", objection: Bool = false, first: Int64 = today,
        time: Int64 = thisMinute
    ) -> String {
        "Cookie: matglas_consent=v:1|\(flags)|o:\(objection ? 1 : 0)|first:\(first)|time:\(time)"
    }
}
