import Testing

@testable import Decoding

@Suite struct AddressSetTests {
    private static func set(_ blocks: [String]) -> AddressSet {
        AddressSet(
            blocks.compactMap { block in
                let parts = block.split(separator: "/")
                guard let address = IPAddress(Array(parts[0].utf8).span), let prefix = Int(parts[1])
                else { return nil }
                return (address, prefix)
            })
    }

    private static func address(_ text: String) throws -> IPAddress {
        let address = IPAddress(Array(text.utf8).span)
        return try #require(address)
    }

    static let blocks = [
        "10.0.0.0/8", "192.0.2.1/32", "198.51.100.0/25", "198.51.100.128/25", "172.16.0.0/12",
        "172.16.0.0/16", "2001:db8::/32", "2001:db8::1/128", "fd00::/8", "::ffff:203.0.113.0/120",
        "255.255.255.255/32",
    ]

    @Test(
        "An address is in the set exactly when a block holds it",
        arguments: [
            ("10.0.0.0", true), ("10.255.255.255", true), ("9.255.255.255", false),
            ("11.0.0.0", false), ("192.0.2.1", true), ("192.0.2.0", false), ("192.0.2.2", false),
            ("198.51.100.127", true), ("198.51.100.128", true), ("198.51.101.0", false),
            ("172.31.255.255", true), ("172.32.0.0", false), ("255.255.255.255", true),
            ("255.255.255.254", false), ("0.0.0.0", false), ("2001:db8::", true),
            ("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true), ("2001:db9::", false),
            ("fdff::", true), ("fe00::", false), ("::", false),
            // An IPv4 address in an IPv6 coat is the IPv4 address.
            ("::ffff:10.1.2.3", true), ("::ffff:9.1.2.3", false), ("203.0.113.77", true),
            ("203.0.114.0", false), ("::10.1.2.3", false),
        ])
    func membership(text: String, isIn: Bool) throws {
        #expect(Self.set(Self.blocks).contains(try Self.address(text)) == isIn)
        #expect(Self.set(Self.blocks.reversed()).contains(try Self.address(text)) == isIn)
        #expect(!AddressSet().contains(try Self.address(text)))
    }

    @Test("The blocks of everything hold everything of their family and nothing of the other")
    func everything() throws {
        let fours = Self.set(["0.0.0.0/0"])
        let sixes = Self.set(["::/0"])
        for text in ["0.0.0.0", "255.255.255.255", "::ffff:1.2.3.4"] {
            #expect(fours.contains(try Self.address(text)))
            #expect(!sixes.contains(try Self.address(text)))
        }
        for text in ["::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::1"] {
            #expect(sixes.contains(try Self.address(text)))
            #expect(!fours.contains(try Self.address(text)))
        }
    }

    @Test("A set of 1,500 blocks agrees with going through them one by one")
    func many() {
        var random = Xorshift(state: 0x9E37_79B9_7F4A_7C15)
        var blocks: [(address: IPAddress, prefixLength: Int)] = []
        for _ in 0..<1_500 {
            let length = 8 + Int(random.next() % 25)
            let mask = UInt32.max << (32 - UInt32(length))
            blocks.append((.v4(UInt32(truncatingIfNeeded: random.next()) & mask), length))
        }
        let set = AddressSet(blocks)
        for _ in 0..<5_000 {
            let number = UInt32(truncatingIfNeeded: random.next())
            let isIn = blocks.contains { block in
                guard case .v4(let first) = block.address else { return false }
                return (number ^ first) >> (32 - UInt32(block.prefixLength)) == 0
            }
            #expect(set.contains(.v4(number)) == isIn)
        }
    }
}

/// Numbers that are the same in every run.
private struct Xorshift {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state >> 11
    }
}
