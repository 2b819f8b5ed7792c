import COpenSSL
import Testing

@testable import Transport

@Suite struct `The keys of tickets` {
    private let clock = ManualClock()

    /// What one ticket is sealed with.
    private struct Ticket {
        var name = [UInt8](repeating: 0, count: 16)
        var vector = [UInt8](repeating: 0, count: 16)
    }

    private func prepare(_ keys: TicketKeys, _ ticket: inout Ticket, encrypts: Bool) -> Int32 {
        let cipher = unsafe EVP_CIPHER_CTX_new()
        let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil)
        let mac = unsafe EVP_MAC_CTX_new(algorithm)
        defer {
            unsafe EVP_CIPHER_CTX_free(cipher)
            unsafe EVP_MAC_CTX_free(mac)
            unsafe EVP_MAC_free(algorithm)
        }
        return unsafe ticket.name.withUnsafeMutableBufferPointer { name in
            unsafe ticket.vector.withUnsafeMutableBufferPointer { vector in
                guard let name = name.baseAddress, let vector = vector.baseAddress else {
                    return -1
                }
                return unsafe keys.prepare(
                    name: name, vector: vector, cipher: cipher, mac: mac, encrypts: encrypts)
            }
        }
    }

    @Test func `make tickets for one period, take them for one more, and are gone then`() throws {
        let keys = try TicketKeys(clock: clock.clock)
        let hours = TicketKeys.period / 3_600_000_000_000
        var first = Ticket()
        #expect(prepare(keys, &first, encrypts: true) == 1)
        #expect(prepare(keys, &first, encrypts: false) == 1)
        clock.advance(seconds: hours * 3_600)
        var second = Ticket()
        #expect(prepare(keys, &second, encrypts: true) == 1)
        #expect(second.name != first.name)
        #expect(prepare(keys, &first, encrypts: false) == 2)
        #expect(prepare(keys, &second, encrypts: false) == 1)
        clock.advance(seconds: hours * 3_600)
        #expect(prepare(keys, &first, encrypts: false) == 0)
        #expect(prepare(keys, &second, encrypts: false) == 2)
        // After a long night nothing is left, not even the key before.
        clock.advance(seconds: hours * 3_600 * 5)
        #expect(prepare(keys, &second, encrypts: false) == 0)
    }

    @Test func `are not those of another listener`() throws {
        let keys = try TicketKeys(clock: clock.clock)
        let others = try TicketKeys(clock: clock.clock)
        var ticket = Ticket()
        #expect(prepare(keys, &ticket, encrypts: true) == 1)
        #expect(prepare(others, &ticket, encrypts: false) == 0)
        var zeros = Ticket()
        #expect(prepare(keys, &zeros, encrypts: false) == 0)
    }
}
