import Bytes
import Dispatch
import Logging
import Privacy
import Synchronization
import Transport

extension ScriptLibrary {
    /// Makes the answers that requests for a file wait for; on the library's queue.
    func prepare(_ key: String) {
        while let (copy, route, target) = nextTarget(of: key) {
            var content = ByteBuffer()
            var strangers: [String] = []
            if route.definition.type.isText {
                strangers = route.rewriter.rewrite(
                    copy.content.span, for: target, into: &content)
            } else {
                content.append(copy.content)
            }
            let ready = ReadyScript(content.span.array, route)
            let told = state.withLock { state -> [Waiter] in
                guard var entry = state.entries.removeValue(forKey: key) else { return [] }
                defer { state.entries[key] = entry }
                // A newer copy came meanwhile; the loop goes on with it.
                guard entry.copy?.content == copy.content else { return [] }
                entry.forgetTrials(before: target, &state.prepared)
                if state.prepared + ready.bytes > Self.mostPrepared {
                    for other in state.entries.keys {
                        state.forgetPrepared(of: other)
                    }
                    entry.forgetPrepared(&state.prepared)
                }
                state.prepared += ready.bytes
                entry.prepared[target] = ready
                let told = entry.waiters.filter { $0.target == target }.map(\.waiter)
                entry.waiters.removeAll { $0.target == target }
                state.counters.served += told.count
                return told
            }
            for waiter in told { waiter(.ready(ready)) }
            tell(strangers, route)
        }
    }

    /// The next target that somebody waits for and that can be served.
    private func nextTarget(of key: String) -> (ScriptCopy, ScriptRoute, ScriptTarget)? {
        let now = clock()
        return state.withLock { state in
            guard let entry = state.entries[key], let copy = entry.copy,
                let waiter = entry.waiters.first, entry.isUsable(now: now)
            else { return nil }
            return (copy, waiter.route, waiter.target)
        }
    }

    /// Says once of each host that the browser would contact it.
    private func tell(_ strangers: [String], _ route: ScriptRoute) {
        for host in strangers {
            let isNew = state.withLock { state in
                guard state.toldStrangers.count < Self.mostTold else { return false }
                guard state.toldStrangers.insert("\(route.vendor) \(host)").inserted else {
                    return false
                }
                state.counters.strangers += 1
                return true
            }
            guard isNew else { continue }
            logger.warning(
                "a script of \(route.vendor) names \(host), which its map does not rewrite: the browser may contact it"
            )
        }
    }

    /// Hosts that are remembered as told.
    private static let mostTold = 256
}

extension ScriptLibrary.State {
    fileprivate mutating func forgetPrepared(of key: String) {
        guard var entry = entries.removeValue(forKey: key) else { return }
        entry.forgetPrepared(&prepared)
        entries[key] = entry
    }
}

extension ReadyScript {
    /// Longest time that a browser may keep a file without asking; a repair by the vendor is seen then.
    private static let longestFresh = 86_400

    init(_ content: [UInt8], _ route: ScriptRoute) {
        let tag = "\"\(ScriptCopy.digest(content.span))\""
        let age = min(route.definition.freshSeconds, Self.longestFresh)
        let shared = """
            Cache-Control: public, max-age=\(age)\r
            ETag: \(tag)\r
            Vary: Origin\r
            Cross-Origin-Resource-Policy: cross-origin\r

            """
        let own = """
            Content-Type: \(route.definition.type.served)\r
            X-Content-Type-Options: nosniff\r

            """
        answer = Answer(status: 200, fields: Array((own + shared).utf8), body: content)
        unchanged = Answer(status: 304, fields: Array(shared.utf8))
        entityTag = Array(tag.utf8)
        // The answer keeps the content and a head.
        bytes = content.count + 1_024
    }
}
