import COpenSSL
import Synchronization

/// The keys of session tickets of a listener (RFC 5077, RFC 8446 4.6.1), shared by all lanes.
///
/// Invariants:
/// 1. Keys lie in locked pages, `current` in the slot of that number and the one before in the other.
/// 2. A key makes tickets for one ``period`` and is accepted for one more; then it is overwritten,
///    at the latest when the next handshake asks.
///
/// They are never written anywhere, so a restart ends all sessions.
package final class TicketKeys: Sendable {
    /// Nanoseconds for which a key makes tickets.
    ///
    /// Whoever gets hold of a key can read what was sent under its tickets, so it is short.
    static let period: UInt64 = 2 * 3_600_000_000_000

    /// Seconds for which a ticket is taken: not longer than one period, so that the key before is
    /// enough.
    static let ticketSeconds = 3_600

    /// A name of 16 bytes, a key of 32 for AES and one of 32 for HMAC.
    private static let nameBytes = 16
    private static let cipherKeyBytes = 32
    private static let words = (nameBytes + 2 * cipherKeyBytes) / 8

    private struct State: ~Copyable {
        var current = 0
        var hasPrevious = false
        var began: UInt64
    }

    private let pages: LockedPages
    private let clock: LaneClock
    private let state: Mutex<State>

    /// Makes the first key.
    package init(clock: LaneClock = .system) throws(SystemFault) {
        self.clock = clock
        pages = try LockedPages(words: 2 * Self.words)
        state = Mutex(State(began: clock.monotonic()))
        fill(0)
    }

    private func fill(_ slot: Int) {
        var generator = SystemRandomNumberGenerator()
        // SAFETY: the pages have room for two slots; whoever calls holds the lock, or is `init`.
        for word in 0..<Self.words {
            unsafe pages.words[slot * Self.words + word] = generator.next()
        }
    }

    @unsafe
    private func bytes(_ slot: Int) -> UnsafeMutablePointer<UInt8> {
        unsafe UnsafeMutableRawPointer(pages.words + slot * Self.words)
            .assumingMemoryBound(to: UInt8.self)
    }

    private func rotateIfDue(_ state: inout State) {
        let age = clock.monotonic() &- state.began
        guard age >= Self.period else { return }
        state.current = 1 - state.current
        fill(state.current)
        state.hasPrevious = age < 2 * Self.period
        if !state.hasPrevious { fill(1 - state.current) }
        state.began = clock.monotonic()
    }

    /// Prepares the sealing or the opening of a ticket, as `SSL_CTX_set_tlsext_ticket_key_evp_cb`
    /// wants it: 0 for a key we do not have, 1 for the current one, 2 for the one before, -1 for a
    /// failure.
    @unsafe
    func prepare(
        name: UnsafeMutablePointer<UInt8>, vector: UnsafeMutablePointer<UInt8>,
        cipher: OpaquePointer?, mac: OpaquePointer?, encrypts: Bool
    ) -> Int32 {
        state.withLock { state in
            rotateIfDue(&state)
            var slot = state.current
            if encrypts {
                guard unsafe RAND_bytes(vector, EVP_MAX_IV_LENGTH) == 1 else { return -1 }
                unsafe name.update(from: bytes(slot), count: Self.nameBytes)
            } else if unsafe !isName(name, of: slot) {
                slot = 1 - slot
                guard state.hasPrevious, unsafe isName(name, of: slot) else { return 0 }
            }
            let cipherKey = unsafe bytes(slot) + Self.nameBytes
            let result = unsafe matglas_ticket_prepare(
                cipher, mac, cipherKey, cipherKey + Self.cipherKeyBytes, vector, encrypts ? 1 : 0)
            guard result == 1 else { return -1 }
            return slot == state.current ? 1 : 2
        }
    }

    @unsafe
    private func isName(_ name: UnsafeMutablePointer<UInt8>, of slot: Int) -> Bool {
        unsafe CRYPTO_memcmp(name, bytes(slot), Self.nameBytes) == 0
    }
}
