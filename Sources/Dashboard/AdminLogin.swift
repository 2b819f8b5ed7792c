import Bytes
import Foundation
import Synchronization
import Transport

/// Asks whoever comes without a client certificate for the token, as a bearer token or as the password
/// of a login.
///
/// Shared by the lanes.
///
/// Invariants:
/// 1. How long a comparison takes depends on what was sent, not on how much of it is right.
/// 2. The right token is admitted whatever others have sent: behind one address there may be a whole
///    office, or a proxy with everybody behind it. What keeps guesses out is the length of the token,
///    which the configuration sees to, and not how many may be made.
/// 3. What was sent is kept nowhere.
package final class AdminLogin: Sendable {
    enum Judgement: Equatable {
        case admitted
        /// No token, or a wrong one.
        case denied
        /// A wrong one, after too many from the same network: whoever sends them is to wait.
        case tooMany
    }

    /// Wrong tokens after which those of the same network are told to wait.
    ///
    /// A program that asks again and again with an old one learns that it does something wrong.
    private static let failures = BucketRate(perSecond: 2, burst: 10)

    /// `nil` if nobody is asked.
    private let token: [UInt8]?
    private let networks = NetworkBuckets()
    private let failed = Atomic(0)
    private let clock: @Sendable () -> UInt64

    package init(
        token: String?, clock: @escaping @Sendable () -> UInt64 = LaneClock.system.monotonic
    ) {
        self.token = token.map { Array($0.utf8) }
        self.clock = clock
    }

    /// Whether anybody is asked.
    var isAsked: Bool { token != nil }

    /// Requests with a wrong token.
    package var failureCount: Int { failed.load(ordering: .relaxed) }

    func judge(_ request: borrowing HTTPRequest) -> Judgement {
        // The listener asks for certificates of its own authorities, and this is one.
        guard let token, !request.isClientVerified else { return .admitted }
        guard request.head.headers.count(of: .authorization) == 1,
            let range = request.head.headers.first(.authorization)
        else { return .denied }
        if Self.holds(request.bytes.extracting(range), token) { return .admitted }
        failed.add(1, ordering: .relaxed)
        let network = ClientNetwork(request.peer.address)
        let wait = networks.take(network, number: 0, rate: Self.failures, now: clock())
        return wait == nil ? .denied : .tooMany
    }

    /// Whether a field `Authorization` (RFC 9110 11.6.2) holds the token: after `Bearer`
    /// (RFC 6750 2.1), or as the password of `Basic` (RFC 7617 2) whoever the user is.
    static func holds(_ field: Span<UInt8>, _ token: [UInt8]) -> Bool {
        guard var start = field.firstOffset(of: 0x20) else { return false }
        let scheme = field.extracting(..<start)
        while start < field.count, field[start] == 0x20 { start += 1 }
        let credentials = field.extracting(start...)
        if scheme.equalsIgnoringCase("Bearer") { return areEqual(credentials, token.span) }
        guard scheme.equalsIgnoringCase("Basic") else { return false }
        var plain = Array(Data(base64Encoded: Data(credentials.array)) ?? Data())
        defer { for index in plain.indices { plain[index] = 0 } }
        guard let colon = plain.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return areEqual(plain.span.extracting((colon + 1)...), token.span)
    }

    /// Compares every byte that was sent, whatever the ones before it were.
    static func areEqual(_ sent: Span<UInt8>, _ token: Span<UInt8>) -> Bool {
        var difference = sent.count ^ token.count
        guard !token.isEmpty else { return false }
        for index in sent.indices {
            difference |= Int(sent[index] ^ token[index % token.count])
        }
        return difference == 0
    }
}
