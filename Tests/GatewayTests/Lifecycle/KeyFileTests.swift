import Bytes
import Foundation
import Privacy
import Testing

@testable import Gateway

@Suite struct KeyFileTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "matglas-key-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var file: URL { folder.appending(path: KeyFile.name) }

    /// What a key makes of one value: the only way to see it.
    private func print(of key: SecretKey) -> String {
        var output = ByteBuffer()
        Pseudonymizer(masterKey: key).write(
            Array("visitor".utf8).span, site: "s", destination: "d", kind: "client-id",
            shape: .hex(32), bits: nil, into: &output)
        return output.span.string
    }

    @Test("A key is drawn once, kept for its owner alone, and found again")
    func drawsOnce() throws {
        let first = try KeyFile.load(directory: folder.path())
        let second = try KeyFile.load(directory: folder.path())
        #expect(print(of: first) == print(of: second))
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path())
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
        #expect(names == [KeyFile.name])
    }

    @Test("Two folders have two keys")
    func isRandom() throws {
        let other = folder.appending(path: "other")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        let keys = try [folder, other].map { try print(of: KeyFile.load(directory: $0.path())) }
        #expect(keys[0] != keys[1])
    }

    @Test(
        "It is in the folder itself, whatever letters that has",
        arguments: ["with blank", "état", "a%41", "q?x#y"])
    func anyFolder(name: String) throws {
        let other = folder.path(percentEncoded: false) + "/" + name
        try FileManager.default.createDirectory(
            atPath: other, withIntermediateDirectories: true)
        _ = try KeyFile.load(directory: other)
        #expect(try FileManager.default.contentsOfDirectory(atPath: other) == [KeyFile.name])
    }

    @Test("After thirteen months a new key takes its place")
    func expires() throws {
        let first = try KeyFile.load(directory: folder.path())
        let day: TimeInterval = 24 * 60 * 60
        let still = try KeyFile.load(
            directory: folder.path(), today: Date().addingTimeInterval(394 * day))
        let later = try KeyFile.load(
            directory: folder.path(), today: Date().addingTimeInterval(397 * day))
        #expect(print(of: still) == print(of: first))
        #expect(print(of: later) != print(of: first))
    }

    @Test(
        "A damaged file stops the start and is left as it is",
        arguments: [
            "", "2026-01-01", "2026-01-01 0123", "2026-01-01 +00000000000000000000000000000000",
            "2999-01-01 00112233445566778899aabbccddeeff",
            "2026-13-01 00112233445566778899aabbccddeeff",
            "2026-01-01 00112233445566778899AABBCCDDEEFF",
            "2026-01-01 00112233445566778899aabbccddeeff extra",
        ])
    func refusesDamage(text: String) throws {
        try text.write(to: file, atomically: true, encoding: .utf8)
        try restrict()
        let fault = #expect(throws: KeyFile.Fault.self) {
            try KeyFile.load(directory: folder.path())
        }
        #expect(fault?.exitCode == 78)
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test(
        "A file that others may read or write is refused", arguments: [0o644, 0o640, 0o602, 0o660])
    func refusesExposure(mode: Int) throws {
        _ = try KeyFile.load(directory: folder.path())
        let text = try String(contentsOf: file, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: file.path())
        let fault = #expect(throws: KeyFile.Fault.self) {
            try KeyFile.load(directory: folder.path())
        }
        #expect(fault?.exitCode == 77)
        #expect(fault?.description.contains("0\(String(mode, radix: 8))") == true)
        #expect(fault?.description.contains(String(text.dropFirst(11).prefix(8))) == false)
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test("A link, a folder or a long file in its place is no key file")
    func refusesOtherThings() throws {
        let other = folder.appending(path: "elsewhere")
        _ = try KeyFile.load(directory: folder.path())
        try FileManager.default.moveItem(at: file, to: other)
        try FileManager.default.createSymbolicLink(at: file, withDestinationURL: other)
        #expect(throws: KeyFile.Fault.self) { try KeyFile.load(directory: folder.path()) }
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
        #expect(throws: KeyFile.Fault.self) { try KeyFile.load(directory: folder.path()) }
        try FileManager.default.removeItem(at: file)
        try Data(repeating: 0x20, count: 100_000).write(to: file)
        try restrict()
        #expect(throws: KeyFile.Fault.self) { try KeyFile.load(directory: folder.path()) }
    }

    @Test("The life is at most thirteen months, and a key is kept to its last day")
    func life() throws {
        let day: TimeInterval = 24 * 60 * 60
        let made = try Date("2025-01-31", strategy: .iso8601.year().month().day())
        let line = "2025-01-31 00112233445566778899aabbccddeeff\n"
        for (age, isKept) in [(0, true), (1, true), (394, true), (395, false), (5000, false)] {
            try line.write(to: file, atomically: true, encoding: .utf8)
            try restrict()
            _ = try KeyFile.load(
                directory: folder.path(), today: made.addingTimeInterval(Double(age) * day))
            let now = try String(contentsOf: file, encoding: .utf8)
            #expect((now == line) == isKept, "after \(age) days")
        }
        #expect(KeyFile.lifeDays <= 396)
    }

    @Test("The key goes into the memory it is meant for, old and new alike")
    func memory() throws {
        let arena = KeyArena()
        let drawn = try KeyFile.load(directory: folder.path(), in: arena)
        let words = arena.image.filter { $0 != 0 }
        #expect(words.count == 2)
        let read = try KeyFile.load(directory: folder.path(), in: arena)
        let both = arena.image.filter { $0 != 0 }
        // Held until here: a key that nobody uses any more is gone.
        #expect(print(of: drawn) == print(of: read))
        #expect(both == words + words)
    }

    private func restrict() throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: file.path())
    }
}
