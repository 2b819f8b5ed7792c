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
        let fault = #expect(throws: KeyFile.Fault.self) {
            try KeyFile.load(directory: folder.path())
        }
        #expect(fault?.exitCode == 78)
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
