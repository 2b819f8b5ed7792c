import Bytes
import Foundation
import Privacy
import Testing

@testable import Gateway

@Suite("Memory for keys")
struct KeyArenaTests {
    @Test("A key is in the arena while it is held, and no trace of it afterwards")
    func keepsAndWipes() {
        let arena = KeyArena()
        #expect(isEmpty(arena))
        let key = SecretKey(0xAAAA_AAAA_0001, 0xAAAA_AAAA_0002, in: arena)
        withExtendedLifetime(key) {
            let isThere = arena.image.contains(0xAAAA_AAAA_0001)
            #expect(isThere)
        }
        _ = consume key
        #expect(isEmpty(arena))
    }

    /// Said as one word, so that a failure does not print the memory.
    private func isEmpty(_ arena: KeyArena) -> Bool { arena.image.allSatisfy { $0 == 0 } }

    @Test("It grows when it is full, and slots are used again")
    func grows() {
        let arena = KeyArena()
        let first = arena.image.count
        var sizes: [Int] = []
        for _ in 0..<2 {
            let keys = (0...UInt64(KeyArena.keysPerRegion)).map {
                SecretKey($0 + 1, .max, in: arena)
            }
            withExtendedLifetime(keys) {
                let image = arena.image
                sizes.append(image.count)
                let held = Set(image).subtracting([0, .max])
                #expect(held.count == KeyArena.keysPerRegion + 1)
            }
            _ = consume keys
            #expect(isEmpty(arena))
        }
        #expect(sizes == [2 * first, 2 * first])
    }

    @Test("Many threads take and give back without sharing a slot")
    func threads() async {
        let arena = KeyArena()
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var isSound = true
                    for round in 0..<500 {
                        let number = UInt64(task * 1000 + round)
                        let key = Pseudonymizer(masterKey: SecretKey(number, 1, in: arena))
                        let same = Pseudonymizer(masterKey: SecretKey(number, 1))
                        isSound = isSound && Self.print(of: key) == Self.print(of: same)
                    }
                    return isSound
                }
            }
            for await isSound in group { #expect(isSound) }
        }
        #expect(isEmpty(arena))
    }

    private static func print(of key: Pseudonymizer) -> String {
        var output = ByteBuffer()
        key.write(
            Array("v".utf8).span, site: "s", destination: "d", kind: "k", shape: .hex(8),
            bits: nil, into: &output)
        return output.span.string
    }

    @Test("What the system refuses is said in one line, and keys work all the same")
    func weakness() {
        let arena = KeyArena()
        #expect(arena.weakness?.contains("\n") != true)
        let key = SecretKey(1, 2, in: arena)
        #expect(String(describing: key) == "SecretKey(redacted)")
    }
}
