import Transport

extension GatewayService {
    /// The lane's part of script loading; the first lane fetches for all.
    func laneScripts(on lane: isolated Lane) -> LaneScripts {
        let files = LaneScripts(scripts) { [weak lane] work in
            lane?.post { lane in
                guard let files = lane.resident(LaneScripts.self) else { return }
                work(files)
            }
        }
        lane.keep(files)
        if lane.index == 0 { fetchScripts(on: lane) }
        return files
    }

    private func fetchScripts(on lane: isolated Lane) {
        let reactor = lane.reactor
        let library = scripts
        let fetcher = ScriptFetcher(
            makePool: { [resolver, trust] origin in
                let tls = trust.context(roots: origin.trustedRoots)
                guard origin.origin.scheme == .http || tls != nil else { return nil }
                return UpstreamPool(
                    origin: origin.origin, on: reactor, resolver: resolver, tls: tls,
                    allowPrivate: origin.allowsPrivate, limits: ScriptFetcher.limits,
                    timeouts: ScriptFetcher.timeouts)
            },
            finish: { library.finished($0, $1) })
        lane.keep(fetcher)
        fetcher.watch(reactor) { library.lookAround() }
        library.start { [weak lane] fetch in
            lane?.post { $0.resident(ScriptFetcher.self)?.fetch(fetch) }
        }
    }
}
