import Delivery
import Foundation
import Logging
import Privacy
import Synchronization
import Transport

/// What can change while the gateway runs: keys, the configuration, the age of counts.
extension GatewayService {
    /// Yesterday's pseudonyms lose their key; the rules in force stay.
    func rotateKeys() {
        let now = running.withLock { running in
            // A file that has become too old is replaced; one that cannot be read changes nothing.
            let lasting = try? KeyFile.load(
                directory: running.configuration.state, in: keyMemory)
            running.keys = running.keys.rotated(lasting: lasting)
            return running
        }
        do {
            use(try RouteTable(now.configuration, keys: now.keys))
            logger.info("short-lived key replaced")
        } catch {
            logger.critical("the short-lived key could not be replaced: \(error.description)")
        }
    }

    /// Counts older than their retention go.
    func purge() {
        do {
            let purged = try store.purge(before: StatisticsStore.firstKeptDay(today: Day.today))
            if purged > 0 { logger.info("old counts removed", metadata: ["count": "\(purged)"]) }
            let days = running.withLock { $0.configuration.evidenceDays }
            let first = StatisticsStore.firstKeptEvidenceDay(today: Day.today, days: days)
            let gone = try store.purgeEvidence(before: first)
            if gone > 0 { logger.info("old evidence removed", metadata: ["count": "\(gone)"]) }
            try purgeSpool()
        } catch {
            logger.error("old counts could not be removed: \(error.description)")
        }
    }

    /// Reads the configuration again and puts it in force; with a mistake in it, an address that
    /// cannot be had, or a change that takes a restart, nothing changes.
    ///
    /// Output files of logs are opened anew in any case: that is what log rotation asks for.
    ///
    /// Gives whether the new configuration is in force.
    func reload() async -> Bool {
        logs.reopen()
        do {
            var fresh = try source.load()
            // The demonstration may keep its state elsewhere.
            if source.isEmbedded { fresh.state = configuration.state }
            try await change(to: fresh)
            output.use(options.logging(fresh))
            output.logger("matglas", isUnlimited: true).info("configuration reloaded")
            return true
        } catch {
            lanes.shelf.discard()
            // All of them, however many: the operator asked.
            let log = output.logger("matglas", isUnlimited: true)
            log.error("reload refused, the old configuration stays")
            for mistake in "\(error)".split(separator: "\n") { log.error("\(mistake)") }
            return false
        }
    }

    /// First everything that can fail, then everything that changes.
    private func change(to fresh: Configuration) async throws {
        let (old, keys) = running.withLock { ($0.configuration, $0.keys) }
        let fixed = fresh.fixed(against: old)
        guard fixed.isEmpty else {
            throw ServiceFault(
                78,
                "a restart is needed to change \(ConfigurationSummary.list(fixed)) "
                    + "(SIGHUP changes the rest)")
        }
        let former = current
        let staying = fresh.hasDeliveries(of: former.configuration)
        guard staying || !fresh.demonstration else {
            throw ServiceFault(
                78, "a restart is needed to change the sites or destinations of a demonstration")
        }
        let table = try RouteTable(fresh, keys: keys)
        let trust = staying ? former.trust : try UpstreamTrust(fresh)
        let (gone, new) = places(of: fresh)
        try open(new)
        let door = try FrontDoor(
            fresh, lanes: lanes.lanes.count, after: self.door.withLock { $0 })

        door.takeOver(fresh)
        self.door.withLock { $0 = door }
        await lanes.bound(sharedConnections: fresh.limits.connections)
        ledger.bound(bytes: fresh.spool.maximumBytes)
        if staying {
            use(table)
        } else {
            let sources = fresh.deliverySources
            await adopt(
                Generation(
                    number: former.number + 1, fresh, table: table,
                    meters: DeliveryMeters(sources: sources, ledger: ledger, after: former.meters),
                    trust: trust, after: former))
        }
        running.withLock { $0.configuration = fresh }
        for (purpose, position) in new {
            switch purpose {
            case .events(let listener): try await serve(listener, door.options(position))
            case .admin(let admin): try await serve(admin, door)
            }
        }
        for place in gone { await lanes.close(place.name) }
        served.withLock { served in
            served.removeAll { place in gone.contains { $0.name == place.name } }
        }
    }

    /// What is served and not wanted any more, and what is wanted and not served, with its position.
    private func places(
        of fresh: Configuration
    ) -> (gone: [ServedPlace], new: [(purpose: ServedPlace.Purpose, position: Int)]) {
        var gone = served.withLock { $0 }
        var new: [(purpose: ServedPlace.Purpose, position: Int)] = []
        func want(_ purpose: ServedPlace.Purpose, _ position: Int) {
            if let known = gone.firstIndex(where: { $0.goesOn(as: purpose) }) {
                gone.remove(at: known)
            } else {
                new.append((purpose, position))
            }
        }
        for (position, listener) in fresh.listeners.enumerated() {
            want(.events(listener), position)
        }
        if let admin = fresh.admin { want(.admin(admin), fresh.listeners.count) }
        return (gone, new)
    }

    /// Opens addresses ahead: one that is refused refuses all.
    private func open(
        _ places: [(purpose: ServedPlace.Purpose, position: Int)]
    ) throws(ServiceFault) {
        var faults: [ServiceFault] = []
        for (purpose, _) in places {
            let (subject, written) =
                switch purpose {
                case .events(let listener): ("listen", listener.address)
                case .admin(let admin): ("admin", admin.address)
                }
            guard let address = try? SocketAddress(text: written.description) else {
                faults.append(ServiceFault(78, "\(subject) \(written): no address of a socket"))
                continue
            }
            do {
                try lanes.shelf.open(address, .streams, lanes: lanes.lanes.count)
            } catch {
                let place = ListenPlace(
                    subject: "\(subject) \(written)", address: address, kind: .streams)
                faults.append(place.fault(error))
            }
        }
        try ServiceFault.throwAll(faults)
    }

    /// Lanes without requests take the table too, so that no lane holds an old key.
    func use(_ table: RouteTable) {
        routes.replace(table)
        for lane in lanes.lanes {
            Task { await lane.with(LaneService.self) { $0.events.refresh() } }
        }
    }
}
