import Bytes
import Records
import Transport

@testable import Delivery

extension FuzzState {
    /// What `serve` does with a state from its start to its end, and what reports do.
    ///
    /// With `mustStart` nothing of it may fail.
    static func use(_ store: StatisticsStore, mustStart: Bool) {
        let ledger = SpoolLedger(maximumBytes: 1 << 30)
        let now = 1_700_000_200
        do {
            _ = try store.isSpoolEmpty()
            try store.load(ledger)
            _ = try store.positions(
                of: [LogPositionKey(intake: "web", path: "/var/log/a.log")])
            store.noteAges(in: ledger)
            for account in ledger.all { _ = account.numbers(now: now) }
            _ = ledger.count
            let account = ledger.account(for: shop)
            var work = StateWork()
            work.now = now
            work.entries = [entry("/new", ledger)]
            apply(try store.write(work), work, ledger)
            work = StateWork()
            work.now = now
            var after: Int64 = 0
            var number = 0
            var isThere = false
            while true {
                let page = try store.spooled(shop, after: after, count: 4, bytes: .max)
                for request in page.requests {
                    check(request)
                    precondition(request.number > after, "comes twice")
                    isThere = isThere || request.request.target == Array("/new".utf8)
                    number += 1
                    let ends: [SpoolEnd] = [.done, .dead(.expired, status: 200), .withdrawn]
                    work.endings.append(
                        SpoolEnding(
                            account: account, number: request.number,
                            end: ends[number % ends.count]))
                }
                for number in page.damaged {
                    precondition(number > after, "comes twice")
                    work.endings.append(
                        SpoolEnding(
                            account: account, number: number, end: .dead(.damaged, status: nil)))
                }
                guard let last = page.last else { break }
                precondition(last > after, "reads for ever")
                after = last
            }
            precondition(!mustStart || isThere, "what was accepted is not read")
            work.removals = [
                SpoolRemoval(
                    tags: VisitorTags(VisitorTag(rawValue: 7), nil), acceptedBefore: now,
                    accounts: [account])
            ]
            apply(try store.write(work), work, ledger)
            _ = try store.expire([account], acceptedBefore: now, now: now, ledger.tags)
            _ = try store.purgeDeadLetters(endedBefore: now - 50, ledger.tags)
            report(StatisticsReader(store))
            _ = try store.purge(before: Day(number: 19_000))
        } catch {
            precondition(!mustStart, "a row stops the gateway: \(error)")
        }
    }

    /// What the writer does after a commit.
    private static func apply(_ change: StateChange, _ work: StateWork, _ ledger: SpoolLedger) {
        for entry in work.entries { entry.account.add(entry.size) }
        for gone in change.gone { gone.account.remove(gone.size, gone.end) }
        for tags in change.released { ledger.tags.end(tags) }
        for account in ledger.all { _ = account.numbers(now: 1_700_000_200) }
    }

    /// Every report there is, in every form.
    static func report(_ reader: StatisticsReader) {
        let days = Day(number: 19_990)...Day(number: 20_010)
        _ = try? reader.sources()
        if let report = try? reader.report(ReportQuery(days: days)) {
            _ = report.text()
            _ = report.csv()
            _ = try? report.json()
        }
        for span in [EvidenceSpan.hour, .day, .range] {
            guard let report = try? reader.evidence(EvidenceQuery(days: days, span: span)) else {
                continue
            }
            _ = report.csv()
        }
        if let letters = try? reader.deadLetters(DeadLetterQuery(newest: 5)) {
            _ = letters.text()
        }
    }

    /// Stops unless what is sent for a row is one request, for the host that it is meant for.
    static func check(_ spooled: SpooledRequest) {
        // Ages are differences of times.
        precondition(0...StoredValue.latestTime ~= spooled.acceptedAt, "a time of no clock")
        guard let wire = try? spooled.request.wire(to: UpstreamOrigin(authority: "v.example"))
        else { return }
        var parser = RequestParser(limits: HTTPLimits())
        var head = RequestHead()
        let progress = parser.parse(wire.span, into: &head)
        if case .refused(let fault) = progress {
            // Long ones are no other request: the upstream refuses them.
            let isLong = [.requestLineTooLong, .headTooLarge, .tooManyFields, .bodyTooLarge]
                .contains(fault.code)
            precondition(isLong, "sends what is refused: \(fault)")
            return
        }
        precondition(progress == .complete, "sends half a head")
        switch head.framing {
        case .none: precondition(head.headLength == wire.count, "sends two requests")
        case .length(let length):
            precondition(head.headLength + length == wire.count, "sends more than one request")
        case .chunked: preconditionFailure("sends chunks")
        }
        precondition(wire.span.extracting(head.host ?? 0..<0).equals("v.example"))
        for index in 0..<head.headLength {
            let byte = wire[index]
            precondition(
                byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0D || byte == 0x0A,
                "a control character in a head")
        }
    }
}
