import Delivery
import Logging
import Privacy
import Synchronization

/// What the last run left on disk, and what becomes too old there.
extension GatewayService {
    private static let secondsPerDay = 24 * 3600

    /// Reads what waits on disk, lets go of what is too old, and gives the key of visitor tags.
    static func openSpool(
        _ store: StatisticsStore, _ ledger: SpoolLedger, _ configuration: Configuration,
        _ memory: KeyArena, _ logger: Logger
    ) throws(ServiceFault) -> SecretKey {
        let now = Day.secondsSince1970
        let isEmpty: Bool
        do {
            try store.load(ledger)
            let expired = try store.expire(
                ledger.all, acceptedBefore: now - configuration.spool.maximumAge, now: now,
                ledger.tags)
            if expired > 0 {
                logger.warning(
                    "events were too old to be sent", metadata: ["count": "\(expired)"])
            }
            try purgeDeadLetters(store, ledger, days: configuration.spool.deadLetterDays, now: now)
            isEmpty = try store.isSpoolEmpty()
        } catch {
            throw ServiceFault(error.isPermission ? 77 : 74, error.description)
        }
        if ledger.count > 0 {
            logger.info("events wait to be sent", metadata: ["count": "\(ledger.count)"])
        }
        let strangers = ledger.count(besides: configuration.deliverySources)
        if strangers > 0 {
            logger.warning(
                """
                events wait for destinations that the configuration does not have; they are kept \
                until they are too old
                """, metadata: ["count": "\(strangers)"])
        }
        let loaded = try SpoolKeyFile.load(
            directory: configuration.state, isSpoolEmpty: isEmpty, in: memory)
        if loaded.isReplaced {
            logger.warning(
                "spool.key was missing: withdrawals do not find the events that wait on disk")
        }
        return loaded.key
    }

    /// Lets go of what has become too old: dead letters, and events that no destination asks for.
    func purgeSpool() throws(StoreError) {
        let now = Day.secondsSince1970
        let current = running.withLock { $0.configuration }
        let configured = Set(current.deliverySources)
        let strangers = ledger.all.filter { !configured.contains($0.source) && !$0.isEmpty }
        let expired = try store.expire(
            strangers, acceptedBefore: now - current.spool.maximumAge, now: now, ledger.tags)
        if expired > 0 {
            logger.warning(
                "events of former destinations were too old to be sent",
                metadata: ["count": "\(expired)"])
        }
        try Self.purgeDeadLetters(store, ledger, days: current.spool.deadLetterDays, now: now)
    }

    private static func purgeDeadLetters(
        _ store: StatisticsStore, _ ledger: SpoolLedger, days: Int, now: Int
    ) throws(StoreError) {
        _ = try store.purgeDeadLetters(
            endedBefore: now - days * secondsPerDay + (days == 0 ? 1 : 0), ledger.tags)
    }
}
