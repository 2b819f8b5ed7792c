import Foundation
import Testing

/// The walls of the house: which room may import which, read from the sources themselves.
@Suite struct FloorsTests {
    /// What each room may import besides the language's own modules.
    static let allowed: [String: Set<String>] = [
        "Bytes": [],
        "Records": [],
        "Transport": ["Bytes", "CLinux", "COpenSSL", "Dispatch", "Glibc", "Synchronization"],
        "Decoding": ["Bytes", "CVector", "CZlib"],
        "Consent": ["Bytes", "Decoding"],
        "Privacy": ["Bytes", "CVector", "Consent", "Decoding", "Records", "Synchronization"],
        "Delivery": [
            "Bytes", "Records", "Transport", "Dispatch", "Foundation", "GRDB", "Logging",
            "Synchronization",
        ],
        "Intake": [
            "Bytes", "CBzip2", "CLZMA", "CLinux", "CZlib", "CZstd", "Decoding", "Dispatch",
            "Foundation", "Glibc", "Privacy", "Synchronization", "Transport",
        ],
        "Dashboard": [
            "Bytes", "Delivery", "Dispatch", "Foundation", "Synchronization", "Transport",
        ],
        "Gateway": [
            "Bytes", "Consent", "Dashboard", "Decoding", "Delivery", "Dispatch", "Foundation",
            "Glibc",
            "Intake", "Logging", "Privacy", "Records", "Synchronization", "Transport", "Yams",
        ],
        "matglas": [
            "ArgumentParser", "Delivery", "Dispatch", "Foundation", "Gateway", "Intake", "Privacy",
            "Synchronization", "Transport",
        ],
        "embed-catalog": ["Foundation"],
    ]

    static let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

    @Test("No room imports what its floor does not allow", arguments: allowed.keys.sorted())
    func importsStayOnTheirFloors(room: String) throws {
        let allowed = try #require(Self.allowed[room])
        let files = try Self.swiftFiles(in: room)
        #expect(!files.isEmpty)
        for file in files {
            for module in try Self.imports(of: file) {
                #expect(allowed.contains(module), "\(file.lastPathComponent) imports \(module)")
            }
        }
    }

    @Test("Every room has a floor")
    func everyRoomIsListed() throws {
        let rooms = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path())
        let swiftRooms = try rooms.filter { try !Self.swiftFiles(in: $0).isEmpty }
        #expect(Set(swiftRooms) == Set(Self.allowed.keys))
    }

    @Test("No lock holds a bare closure, which Swift would wrap again at each look")
    func locksHoldNoClosures() throws {
        for room in Self.allowed.keys {
            for file in try Self.swiftFiles(in: room) {
                let text = try String(contentsOf: file, encoding: .utf8)
                #expect(!text.contains("Mutex<("), "\(file.lastPathComponent)")
            }
        }
    }

    @Test("Exactly one file goes through the anonymiser's door")
    func oneFileMakesRecords() throws {
        let files = try Self.swiftFiles(in: "").filter {
            try String(contentsOf: $0, encoding: .utf8).contains("@_spi(Anonymizer) ")
                && !$0.path().contains("/Records/")
        }
        #expect(files.map(\.lastPathComponent) == ["EventAnonymizer.swift"])
    }

    static func swiftFiles(in room: String) throws -> [URL] {
        let folder = sources.appending(path: room)
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (all?.allObjects ?? []).compactMap { $0 as? URL }.filter {
            $0.pathExtension == "swift"
        }
    }

    private static func imports(of file: URL) throws -> Set<String> {
        var modules: Set<String> = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
            guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
                keyword == 0 || ["package", "public", "internal"].contains(words[0])
            else { continue }
            let isScoped = keyword + 2 < words.count
            let path = words[isScoped ? keyword + 2 : keyword + 1]
            modules.insert(String(path.split(separator: ".")[0]))
        }
        return modules
    }
}
