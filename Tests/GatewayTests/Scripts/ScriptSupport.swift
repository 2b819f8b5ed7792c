import Foundation
import Logging
import Privacy
import Synchronization
import Transport

@testable import Gateway

/// A vendor with a few files, at an origin of the test's own.
enum TestScripts {
    static func route(
        _ path: String = "/tag.js", query: [ScriptDefinition.Parameter] = [],
        origin: ScriptOrigin? = nil, ids: [String] = ["G-1"], mount: String = "",
        change: (inout ScriptDefinition) -> Void = { _ in }
    ) -> ScriptRoute {
        var script = ScriptDefinition(path: path, source: .host("cdn.vendor.example"))
        script.query = query
        script.rewritten = ["www.vendor.example"]
        script.freshSeconds = 600
        change(&script)
        let vendor = VendorDefinition(
            name: "vendor", sources: [], endpoints: [], needs: [], signals: [],
            map: FieldMapDefinition(name: "vendor", file: "vendor.yaml", fields: []))
        return ScriptRoute(
            script, vendor: vendor, destination: 0, mount: mount,
            origin: origin
                ?? ScriptOrigin(
                    origin: Origin(scheme: .https, host: "cdn.vendor.example"),
                    authority: "cdn.vendor.example", allowsPrivate: false),
            ids: ids, upstreamHost: nil)
    }

    static func request(
        _ route: ScriptRoute, _ path: String, _ query: String = ""
    )
        -> ScriptRequest?
    {
        route.request(path: Array(path.utf8).span, query: Array(query.utf8).span)
    }

    static let target = ScriptTarget(
        isSecure: true, authority: "s.shop.example", mount: "", destination: 0)

    /// A folder that is gone with the test.
    final class Folder {
        let path: String

        init() {
            path = FileManager.default.temporaryDirectory
                .appending(path: "scripts-\(UUID().uuidString)").path()
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        var names: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        }
    }
}

/// A library whose vendor and clock are the test's.
final class LibraryFixture: Sendable {
    /// What the test turns and what it sees.
    private final class World: Sendable {
        let now: Mutex<Int64>
        let asked = Mutex<[ScriptFetch]>([])
        let told = Mutex<[ScriptLibrary.Verdict]>([])

        init(now: Int64) { self.now = Mutex(now) }
    }

    let library: ScriptLibrary
    private let world: World

    init(_ shelf: ScriptShelf, now: Int64 = 1_000_000) {
        let world = World(now: now)
        self.world = world
        library = ScriptLibrary(
            shelf: shelf, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: { world.now.withLock { $0 } }, draw: { $0.lowerBound })
        library.start { fetch in world.asked.withLock { $0.append(fetch) } }
    }

    func advance(_ seconds: Int64) { world.now.withLock { $0 += seconds } }

    var fetches: [ScriptFetch] { world.asked.withLock { $0 } }

    /// Texts of the verdicts so far, of those who waited.
    var waited: [String] { world.told.withLock { $0.map(Self.text) } }

    @discardableResult
    func take(_ request: ScriptRequest?, for target: ScriptTarget = TestScripts.target) -> String {
        guard let request else { return "no request" }
        let verdict = library.take(request, for: target) { [world] verdict in
            world.told.withLock { $0.append(verdict) }
        }
        return verdict.map(Self.text) ?? "waits"
    }

    func answer(_ outcome: ScriptOutcome, fetch: Int? = nil) {
        let fetches = fetches
        guard let last = fetch.map({ fetches[$0] }) ?? fetches.last else { return }
        library.finished(last.key, outcome)
        library.settle()
    }

    static func content(_ text: String, tag: String = "") -> ScriptOutcome {
        .content(
            ScriptCopy(
                content: Array(text.utf8), entityTag: Array(tag.utf8), fetchedAt: 0))
    }

    private static func text(_ verdict: ScriptLibrary.Verdict) -> String {
        switch verdict {
        case .ready(let ready): "ready \(ready.bytes - 1_024)"
        case .missing: "missing"
        case .away(let seconds): "away \(seconds)"
        }
    }
}
