import Bytes
import Testing

@testable import Privacy

/// Memory for a few keys that a test can look into.
@safe
private final class OpenMemory: KeyMemory, @unchecked Sendable {
    // SAFETY: one test uses it, on one thread.
    private let words: UnsafeMutablePointer<UInt64>
    private let size: Int
    private var free: [Int]

    init(keys: Int) {
        size = keys * 2
        unsafe words = .allocate(capacity: size)
        unsafe words.initialize(repeating: 0, count: size)
        free = (0..<keys).reversed().map { $0 * 2 }
    }

    deinit { unsafe words.deallocate() }

    @unsafe func take() -> UnsafeMutablePointer<UInt64>? {
        guard let first = free.popLast() else { return nil }
        return unsafe words + first
    }

    @unsafe func giveBack(_ place: UnsafeMutablePointer<UInt64>) {
        free.append(unsafe place - words)
    }

    var content: [UInt64] { unsafe Array(UnsafeBufferPointer(start: words, count: size)) }
    var isAllFree: Bool { free.count * 2 == size }
}

@Suite("Secret keys")
struct SecretKeyTests {
    private func print(of key: SecretKey) -> String {
        treated("visitor") {
            Pseudonymizer.write($0, key: key, shape: .hex(32), bits: nil, into: &$1)
        }
    }

    @Test("A key is in the memory it was given, and overwritten when nobody holds it")
    func wiped() {
        let memory = OpenMemory(keys: 4)
        var key: SecretKey? = SecretKey(0x1111, 0x2222, in: memory)
        var second = key
        #expect(memory.content.prefix(2) == [0x1111, 0x2222])
        key = nil
        #expect(memory.content.contains(0x1111))
        #expect(second != nil)
        second = nil
        #expect(memory.content.allSatisfy { $0 == 0 })
        #expect(memory.isAllFree)
    }

    @Test("Derived keys are beside the master, and go with their holder")
    func siblings() {
        let memory = OpenMemory(keys: 64)
        let profile = Profile(
            name: "p", events: [.clientID: .pseudonymise, .sessionID: .pseudonymise],
            pseudonyms: PseudonymPolicy(collidingBits: 16, isShortLived: true))
        var pseudonymizer: Pseudonymizer? = Pseudonymizer(
            masterKey: SecretKey(7, 8, in: memory))
        var keys = pseudonymizer.map {
            PseudonymKeys($0, site: "s", destination: "d", profile: profile)
        }
        // The master, two kinds, nonces, rare values and the identity.
        #expect(keys != nil)
        #expect(memory.content.filter { $0 != 0 }.count == 12)
        pseudonymizer = nil
        #expect(memory.content.filter { $0 != 0 }.count == 10)
        keys = nil
        #expect(memory.content.allSatisfy { $0 == 0 })
    }

    @Test("Where a key is does not change what it makes, and full memory is no failure")
    func places() {
        let memory = OpenMemory(keys: 1)
        let inside = SecretKey(1, 2, in: memory)
        let outside = SecretKey(1, 2, in: memory)
        #expect(print(of: inside) == print(of: outside))
        #expect(print(of: inside) == print(of: SecretKey(1, 2)))
        #expect(print(of: inside) != print(of: SecretKey(2, 1)))
    }
}
