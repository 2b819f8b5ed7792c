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

    /// Reads the configuration again; with a mistake in it, or another set of sites, destinations or
    /// addresses, the old one stays.
    ///
    /// Output files of logs are opened anew in any case: that is what log rotation asks for.
    ///
    /// Gives whether the new configuration is in force.
    func reload() -> Bool {
        logs.reopen()
        do {
            let fresh = try source.load()
            guard fresh.hasLogs(of: configuration) else {
                logger.error("reload refused: logs changed; restart to use the new configuration")
                return false
            }
            guard fresh.hasShape(of: configuration) else {
                logger.error(
                    """
                    reload refused: listeners, sites, destinations, upstreams or the state \
                    directory changed; restart to use the new configuration
                    """)
                return false
            }
            let table = try RouteTable(fresh, keys: running.withLock { $0.keys })
            try door.replace(fresh)
            use(table)
            running.withLock { $0.configuration = fresh }
            output.use(options.logging(fresh))
            logger.info("configuration reloaded")
            return true
        } catch {
            // All of them, however many: the operator asked.
            let log = output.logger("matglas", isUnlimited: true)
            log.error("reload refused, the old configuration stays")
            for line in "\(error)".split(separator: "\n") { log.error("\(line)") }
            return false
        }
    }

    /// Lanes without requests take the table too, so that no lane holds an old key.
    func use(_ table: RouteTable) {
        routes.replace(table)
        for lane in lanes.lanes {
            Task { await lane.with(LaneService.self) { $0.events.refresh() } }
        }
    }
}
