import Bytes
import Testing

@testable import Transport

@Suite struct ClientNetworkTests {
    private func address(_ text: String) throws -> SocketAddress {
        try #require(SocketAddress.literal(text, port: 1))
    }

    private static let pairs: [(String, String, Bool)] = [
        ("203.0.113.1", "203.0.113.254", true),
        ("203.0.113.1", "203.0.112.1", false),
        ("2001:db8:1::1", "2001:db8:1:ffff::9", true),
        ("2001:db8:1::1", "2001:db8:2::1", false),
        // Mapped.
        ("203.0.113.1", "::ffff:203.0.113.7", true),
        ("::ffff:1.2.3.4", "::ffff:5.6.7.8", false),
        // 6to4: every host has a /48, and some have them all.
        ("203.0.113.1", "2002:cb00:7107::1", true),
        ("2002:cb00:7101::1", "2002:cb00:71fe:9::2", true),
        ("2002:cb00:7101::1", "2002:cb00:7201::1", false),
        // NAT64: all of IPv4 is one /96.
        ("203.0.113.1", "64:ff9b::203.0.113.7", true),
        ("64:ff9b::203.0.113.1", "64:ff9b::198.51.100.1", false),
        ("64:ff9b:1::203.0.113.1", "64:ff9b:1::198.51.100.1", true),
        // Not the same, however little of them is not zero.
        ("0.0.0.1", "::1", false),
        ("0.0.0.0", "::", false),
    ]

    @Test(arguments: pairs)
    func `addresses of one network are told by what is kept of them`(
        first: String, second: String, isSame: Bool
    ) throws {
        let one = try #require(ClientNetwork(try address(first)))
        let other = try #require(ClientNetwork(try address(second)))
        #expect((one == other) == isSame)
        #expect((one.number == other.number) == isSame)
    }

    @Test(arguments: pairs.flatMap { [$0.0, $0.1] })
    func `bytes in network order say the same as the socket's address`(text: String) throws {
        let address = try address(text)
        var bytes = ByteBuffer(capacity: 16)
        switch address {
        case .ipv4(let host, _):
            for shift in [24, 16, 8, 0] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: host >> shift))
            }
        case .ipv6(let high, let low, _, _):
            for half in [high, low] {
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: half >> shift))
                }
            }
        case .unix: Issue.record("no address")
        }
        let network = ClientNetwork(bytes.span)
        #expect(network != nil && network == ClientNetwork(address))
    }

    @Test func `nothing else has a network`() {
        #expect(ClientNetwork(.unix(path: "")) == nil)
        for count in [0, 1, 3, 5, 15, 17] {
            let bytes = [UInt8](repeating: 1, count: count)
            let network = ClientNetwork(bytes.span)
            #expect(network == nil)
        }
    }
}
