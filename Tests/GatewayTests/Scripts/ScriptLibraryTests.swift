import Bytes
import Foundation
import Privacy
import Testing
import Transport

@testable import Gateway

@Suite struct ScriptLibraryTests {
    private let folder = TestScripts.Folder()

    private func fixture(now: Int64 = 1_000_000) -> LibraryFixture {
        LibraryFixture(ScriptShelf(folder: folder.path), now: now)
    }

    @Test func `many who ask for one file cause one look, and all are answered`() {
        let fixture = fixture()
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        for _ in 0..<50 { #expect(fixture.take(request) == "waits") }
        #expect(fixture.fetches.count == 1)
        fixture.answer(LibraryFixture.content("a()"))
        #expect(fixture.waited == Array(repeating: "ready 3", count: 50))
        #expect(fixture.take(request) == "ready 3")
        #expect(fixture.library.counters.served == 51)
        #expect(fixture.library.counters.fetches == 1)
    }

    @Test func `no more may wait than the bound`() {
        let fixture = fixture()
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        for _ in 0..<ScriptLibrary.mostWaiters { fixture.take(request) }
        #expect(fixture.take(request) == "away 1")
        fixture.answer(.missing)
        #expect(fixture.waited.count == ScriptLibrary.mostWaiters)
        #expect(Set(fixture.waited) == ["missing"])
    }

    @Test
    func `a copy is looked at again on the gateway's own schedule, with the vendor's validators`()
        throws
    {
        let fixture = fixture()
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        fixture.take(request)
        fixture.answer(LibraryFixture.content("a()", tag: "\"v1\""))
        fixture.advance(601)
        // A request alone causes nothing: when somebody visits the shop is not the vendor's business.
        #expect(fixture.take(request) == "ready 3")
        #expect(fixture.fetches.count == 1)
        #expect(fixture.library.counters.stale == 1)
        fixture.library.lookAround()
        fixture.library.lookAround()
        #expect(fixture.fetches.count == 2)
        let fetch = try #require(fixture.fetches.last)
        #expect(fetch.entityTag == Array("\"v1\"".utf8))
        fixture.answer(.unchanged)
        #expect(fixture.library.counters.unchanged == 1)
        fixture.library.lookAround()
        #expect(fixture.fetches.count == 2)
        fixture.advance(601)
        fixture.library.lookAround()
        fixture.answer(LibraryFixture.content("ab()"))
        #expect(fixture.take(request) == "waits")
        fixture.library.settle()
        #expect(fixture.waited.last == "ready 4")
    }

    @Test func `what nobody asked for in a day is left alone`() {
        let fixture = fixture()
        fixture.take(TestScripts.request(TestScripts.route(), "/tag.js"))
        fixture.answer(LibraryFixture.content("a()"))
        fixture.advance(2 * 86_400)
        fixture.library.lookAround()
        #expect(fixture.fetches.count == 1)
    }

    @Test func `while the vendor is away its copy is served for seven days, then 503`() {
        let fixture = fixture()
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        fixture.take(request)
        fixture.answer(LibraryFixture.content("a()"))
        for _ in 0..<6 {
            fixture.advance(86_000)
            #expect(fixture.take(request) == "ready 3")
            fixture.library.lookAround()
            fixture.answer(.failed(.status(500), retryAfter: nil))
        }
        #expect(fixture.library.counters.failures == 6)
        fixture.advance(100_000)
        #expect(fixture.take(request) == "waits")
        fixture.answer(.failed(.unreachable, retryAfter: nil))
        #expect(fixture.waited.last?.hasPrefix("away ") == true)
        #expect(fixture.take(request).hasPrefix("away "))
    }

    @Test func `after failures the vendor has a rest, as long as it asked for`() {
        let fixture = fixture()
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        fixture.take(request)
        fixture.answer(.failed(.status(503), retryAfter: 120))
        #expect(fixture.waited == ["away 120"])
        #expect(fixture.take(request) == "away 120")
        fixture.advance(119)
        #expect(fixture.take(request) == "away 1")
        fixture.advance(1)
        #expect(fixture.take(request) == "waits")
        fixture.answer(.failed(.status(503), retryAfter: 1_000_000))
        #expect(fixture.waited.last == "away \(ScriptLibrary.longestRetryAfter)")
        #expect(fixture.library.counters.unavailable == 4)
    }

    @Test func `a file that the vendor does not have is not asked for again at once`() {
        let fixture = fixture()
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        fixture.take(request)
        fixture.answer(.missing)
        #expect(fixture.waited == ["missing"])
        #expect(fixture.take(request) == "missing")
        #expect(fixture.fetches.count == 1)
        fixture.advance(ScriptLibrary.missingFor + 1)
        #expect(fixture.take(request) == "waits")
    }

    @Test func `only names that the vendor's own files have are fetched`() {
        let fixture = fixture()
        let part = TestScripts.route("/lib/main.{known}.js")
        func request(_ name: String) -> ScriptRequest? {
            TestScripts.request(part, "/lib/main.\(name).js")
        }
        #expect(fixture.take(request("0a1b2c3d")) == "missing")
        fixture.take(TestScripts.request(TestScripts.route(), "/tag.js"))
        fixture.answer(LibraryFixture.content("l(\"/lib/main.0a1b2c3d.js\",{v:\"1.2.3\"})"))
        #expect(fixture.take(request("0a1b2c3d")) == "waits")
        #expect(fixture.take(request("1.2.3")) == "waits")
        for name in ["0a1b2c3", "1.2", "2.3", "1111111111.1700000000", "jan.janssens", "v.1.2.3"] {
            #expect(fixture.take(request(name)) == "missing", "\(name)")
        }
        #expect(fixture.fetches.count == 3)
        // What the destination names itself needs no voucher.
        #expect(fixture.take(request("G-1")) == "waits")
    }

    @Test func `new names are few, however many a file has`() {
        let fixture = fixture()
        fixture.take(TestScripts.request(TestScripts.route(), "/tag.js"))
        let words = (0..<500).map { "w\($0)" }
        fixture.answer(LibraryFixture.content(words.joined(separator: " ")))
        let part = TestScripts.route("/lib/{known}")
        var taken = 0
        for word in words where fixture.take(TestScripts.request(part, "/lib/\(word)")) == "waits" {
            taken += 1
        }
        #expect(taken == ScriptLibrary.newNames)
        fixture.advance(ScriptLibrary.newNameEvery)
        #expect(fixture.take(TestScripts.request(part, "/lib/w400")) == "waits")
        #expect(fixture.take(TestScripts.request(part, "/lib/w401")) == "missing")
    }

    @Test func `copies survive a restart, and are asked about with their validators`() throws {
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        do {
            let fixture = fixture()
            fixture.take(request)
            fixture.answer(LibraryFixture.content("a()", tag: "\"v1\""))
        }
        let fixture = fixture(now: 1_000_900)
        #expect(fixture.take(request) == "waits")
        fixture.library.settle()
        #expect(fixture.waited == ["ready 3"])
        #expect(fixture.fetches.isEmpty)
        fixture.library.lookAround()
        #expect(try #require(fixture.fetches.first).entityTag == Array("\"v1\"".utf8))
    }

    @Test func `a full disk costs nothing but the restart`() {
        let failing = ScriptShelf(folder: folder.path) {
            (_, _) throws(SystemFault) in
            throw SystemFault("write", 28)
        }
        let fixture = LibraryFixture(failing)
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        fixture.take(request)
        fixture.answer(LibraryFixture.content("a()"))
        #expect(fixture.waited == ["ready 3"])
        #expect(fixture.library.counters.unwritten == 1)
        #expect(folder.names.isEmpty)
    }

    @Test func `copies are bounded, and the least wanted goes`() throws {
        let fixture = fixture()
        let large = String(repeating: "x", count: 4 << 20)
        for number in 0..<8 {
            fixture.advance(1)
            let route = TestScripts.route("/f\(number).js")
            fixture.take(TestScripts.request(route, "/f\(number).js"))
            fixture.answer(LibraryFixture.content(large))
        }
        fixture.library.settle()
        let counters = fixture.library.counters
        #expect(counters.copies == 6 && counters.bytes <= ScriptLibrary.mostBytes)
        #expect(folder.names.count == 6)
        #expect(fixture.take(TestScripts.request(TestScripts.route("/f0.js"), "/f0.js")) == "waits")
    }

    @Test func `two sites get one copy, each with its own host`() {
        let fixture = fixture()
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        let other = ScriptTarget(
            isSecure: true, authority: "stats.other-shop.example", mount: "", destination: 0)
        fixture.take(request)
        fixture.take(request, for: other)
        fixture.answer(LibraryFixture.content("\"https://www.vendor.example/\""))
        #expect(fixture.waited == ["ready 25", "ready 35"])
        #expect(fixture.fetches.count == 1)
    }

    @Test func `ports that a client makes up neither keep others waiting nor push them out`() {
        let fixture = fixture()
        let request = TestScripts.request(TestScripts.route(), "/tag.js")
        func trial(_ port: Int) -> ScriptTarget {
            ScriptTarget(
                isSecure: false, authority: "localhost:\(port)", mount: "", destination: 0)
        }
        for port in 1...ScriptLibrary.mostTrials {
            #expect(fixture.take(request, for: trial(port)) == "waits")
        }
        #expect(fixture.take(request, for: trial(9_999)) == "away 1")
        #expect(fixture.take(request) == "waits")
        fixture.answer(LibraryFixture.content("\"https://www.vendor.example/\""))
        #expect(fixture.waited.count == ScriptLibrary.mostTrials + 1)
        for port in 100..<120 {
            #expect(fixture.take(request, for: trial(port)) == "waits")
            fixture.library.settle()
        }
        #expect(fixture.take(request) == "ready 25")
    }
}

@Suite struct ScriptShelfTests {
    private let folder = TestScripts.Folder()

    private var copy: ScriptCopy {
        ScriptCopy(
            content: Array("a()\n\nb()".utf8), entityTag: Array("W/\"1\"".utf8),
            lastModified: Array("Sat, 21 Nov 2026 11:00:00 GMT".utf8), fetchedAt: 77)
    }

    private func filled() throws -> ScriptShelf {
        let shelf = ScriptShelf(folder: folder.path)
        #expect(shelf.prepare() == nil)
        try shelf.save(copy, key: "vendor https://h:443/a.js?id=1")
        return shelf
    }

    @Test func `what was saved is read back whole`() throws {
        let shelf = try filled()
        let stored = shelf.load(count: 10, bytes: 1_000)
        #expect(stored == [.init(key: "vendor https://h:443/a.js?id=1", copy: copy)])
        let attributes = try FileManager.default.attributesOfItem(
            atPath: folder.path + "/" + folder.names[0])
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test(
        arguments: [
            { (bytes: inout Data) in bytes[bytes.count - 1] ^= 1 },
            { $0.removeLast() }, { $0.append(0x20) }, { $0 = Data() }, { $0[0] = 0x58 },
            { $0 = $0.prefix(20) }, { $0.replaceSubrange(17..<23, with: Data("other_".utf8)) },
            { $0 = Data(repeating: 0x0A, count: 40) }, { $0 = Data(repeating: 0xFF, count: 4_000) },
        ] as [@Sendable (inout Data) -> Void])
    func `a damaged file is not read and goes`(damage: @Sendable (inout Data) -> Void) throws {
        let shelf = try filled()
        let path = URL(filePath: folder.path + "/" + folder.names[0])
        var bytes = try Data(contentsOf: path)
        damage(&bytes)
        try bytes.write(to: path)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: path.path())
        #expect(shelf.load(count: 10, bytes: 1_000).isEmpty)
        #expect(folder.names.isEmpty)
    }

    @Test func `files of others, and those that others may read, do not come in`() throws {
        let shelf = try filled()
        let path = folder.path + "/" + folder.names[0]
        try Data().write(to: URL(filePath: folder.path + "/x.script.77.new"))
        try Data("mine".utf8).write(to: URL(filePath: folder.path + "/notes.txt"))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(shelf.load(count: 10, bytes: 1_000).isEmpty)
        #expect(folder.names == ["notes.txt"])
    }

    @Test func `more files than fit are not read, the oldest go`() throws {
        let shelf = try filled()
        for number in 0..<5 {
            var newer = copy
            newer.fetchedAt = Int64(100 + number)
            try shelf.save(newer, key: "k\(number)")
        }
        #expect(shelf.load(count: 3, bytes: 1_000).map(\.key) == ["k4", "k3", "k2"])
        #expect(folder.names.count == 3)
        #expect(shelf.load(count: 3, bytes: 17).map(\.key) == ["k4", "k3"])
    }
}
