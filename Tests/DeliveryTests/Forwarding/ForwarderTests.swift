import Bytes
import Records
import Testing

@testable import Delivery

@Suite struct ForwarderTests {
    @Test("A request has the fixed fields in their order, and no others")
    func wire() throws {
        let rig = ForwarderRig()
        rig.add(outbound(language: "nl", gpc: true))
        #expect(
            rig.upstream.sent == [
                "POST /g/collect?v=2 HTTP/1.1\r\nHost: vendor.example\r\nUser-Agent: Mozilla/5.0\r\n"
                    + "Accept: */*\r\nAccept-Language: nl\r\nContent-Type: text/plain\r\n"
                    + "Sec-GPC: 1\r\nContent-Length: 12\r\n\r\nen=page_view"
            ])
    }

    @Test("What the profile removed has no field, and GET has no body")
    func bareWire() throws {
        let origin = UpstreamOrigin(authority: "vendor.example:8443", pathPrefix: "/base/")
        let wire = try outbound("/x", method: "GET", body: "no", userAgent: "").wire(to: origin)
        let text = wire.span.string
        #expect(text == "GET /base/x HTTP/1.1\r\nHost: vendor.example:8443\r\nAccept: */*\r\n\r\n")
    }

    @Test(
        "A target that could end its line is never sent",
        arguments: ["/x HTTP/1.1\r\nCookie: a", "/x y", "/x\u{0}", "x", "", "http://other/"])
    func hostileTarget(target: String) {
        let rig = ForwarderRig()
        rig.add(outbound(target), outbound("/next"))
        #expect(rig.targets == ["/next"])
        #expect(rig.counters[.unsendable] == 1)
        #expect(rig.spool.ended.map(\.result) == [.unsendable])
        #expect(rig.counters.attempts == 1)
    }

    @Test("Line ends in a value do not make a field")
    func hostileValue() {
        let rig = ForwarderRig()
        rig.add(outbound(userAgent: "a\r\nCookie: b", language: "nl\nX: y"))
        #expect(rig.upstream.sent.first?.contains("\r\nCookie") == false)
        #expect(rig.upstream.sent.first?.contains("\nX: y") == false)
    }

    @Test(
        "Each answer has its result",
        arguments: [
            (200, ForwardingResult.delivered), (204, .delivered), (302, .rejected),
            (400, .rejected), (401, .rejected), (403, .rejected), (404, .rejected),
            (413, .rejected),
        ])
    func results(status: Int, result: ForwardingResult) {
        let rig = ForwarderRig()
        rig.add(outbound())
        rig.answer(status)
        #expect(rig.counters[result] == 1)
        #expect(rig.spool.ended.map(\.result) == [result])
        #expect(rig.spool.ended.first?.status == (result == .rejected ? status : nil))
        #expect(rig.spool.isEmpty)
        #expect(rig.forwarder.heldBytes == 0)
        #expect(!rig.forwarder.isBusy)
        #expect(rig.time.nextAlarm == nil)
    }

    @Test("What was in the spool before is read from the beginning, in order")
    func order() {
        let rig = ForwarderRig { $0.concurrent = 1 }
        rig.add(count: 700)
        rig.deliverAll()
        #expect(rig.targets == (0..<700).map { "/\($0)" })
        #expect(rig.spool.ended.map(\.number) == Array(1...700))
        #expect(rig.forwarder.heldBytes == 0)
    }

    @Test("Only a window is read, bounded in number and in bytes")
    func window() {
        let rig = ForwarderRig {
            $0.windowCount = 10
            $0.concurrent = 2
        }
        rig.add(count: 100)
        #expect(rig.forwarder.ready.count == 8)
        for _ in 0..<3 { rig.answer(204) }
        #expect(rig.forwarder.ready.count <= 10)
        rig.deliverAll()
        #expect(rig.counters[.delivered] == 100)

        let narrow = ForwarderRig {
            $0.windowBytes = 10_000
            $0.concurrent = 1
        }
        let large = outbound(body: String(repeating: "x", count: 4_000))
        narrow.add(large, large, large, large, large)
        #expect(narrow.forwarder.heldBytes < 10_000)
        narrow.deliverAll()
        #expect(narrow.counters[.delivered] == 5)
    }

    @Test("A request that is larger than the window is sent all the same")
    func giant() {
        let rig = ForwarderRig { $0.windowBytes = 100 }
        rig.add(outbound(body: String(repeating: "x", count: 4_000)), outbound("/next"))
        rig.deliverAll()
        #expect(rig.counters[.delivered] == 2)
    }

    @Test("What arrives while a read is under way is read next")
    func arrivalDuringRead() {
        let rig = ForwarderRig()
        rig.forwarder.arrived()
        #expect(rig.spool.answerRead())
        rig.forwarder.arrived()
        // The second read is under way and has not seen it.
        rig.spool.append(outbound("/late"), tags: .none, acceptedAt: rig.time.wallSeconds)
        rig.forwarder.arrived()
        rig.settle()
        #expect(rig.targets == ["/late"])
        rig.answer(204)
        #expect(!rig.forwarder.isBusy)
    }

    @Test("A disk that refuses is asked again after a pause")
    func refusingDisk() {
        let rig = ForwarderRig()
        rig.spool.isRefusing = true
        rig.add(outbound())
        #expect(rig.upstream.sent.isEmpty)
        #expect(rig.time.nextAlarm == 1_000)
        let reads = rig.spool.reads
        for _ in 0..<5 { rig.forwarder.arrived() }
        rig.settle()
        #expect(rig.spool.reads == reads)
        rig.advance(milliseconds: 1_000)
        #expect(rig.spool.reads == reads + 1)
        rig.spool.isRefusing = false
        rig.advance(milliseconds: 1_000)
        #expect(rig.targets == ["/g/collect?v=2"])
    }

    @Test("What waited too long is not sent any more, and counted")
    func expiry() {
        let rig = ForwarderRig { $0.ageSeconds = 60 }
        rig.add(outbound("/old"), age: 60)
        rig.add(outbound("/young"), age: 59)
        #expect(rig.targets == ["/young"])
        #expect(rig.counters[.expired] == 1)
        rig.answer(.unreachable)
        rig.time.wallSeconds += 1
        rig.advance(milliseconds: 1_000)
        #expect(rig.counters[.expired] == 2)
        #expect(rig.targets == ["/young"])
        #expect(rig.spool.ended.map(\.result) == [.expired, .expired])
        #expect(!rig.forwarder.isBusy)
        // The probe that expired has left its place.
        rig.add(outbound("/next"))
        #expect(rig.targets == ["/young", "/next"])
    }

    @Test("A clock that was set back expires nothing")
    func clockSetBack() {
        let rig = ForwarderRig { $0.ageSeconds = 60 }
        rig.add(outbound(), age: -86_400)
        rig.answer(204)
        #expect(rig.counters[.delivered] == 1)
    }

    @Test("An upstream that answers at once does not make the stack grow")
    func immediate() {
        let rig = ForwarderRig()
        rig.upstream.immediately = .response(status: 204, retryAfter: nil)
        rig.add(count: 10_000)
        #expect(rig.counters[.delivered] == 10_000)
        #expect(rig.forwarder.seat.held == 0)
    }

    @Test("Latency is that of answered requests, attempts are all")
    func latency() {
        let rig = ForwarderRig()
        rig.add(outbound())
        rig.advance(milliseconds: 300)
        rig.answer(.failed(mayHaveArrived: false))
        rig.advance(milliseconds: 1_000)
        rig.advance(milliseconds: 40)
        rig.answer(204)
        #expect(rig.counters.latency.count == 1)
        #expect(rig.counters.latency.sumNanoseconds == 40_000_000)
        #expect(rig.counters.attempts == 2)
        #expect(rig.counters.retries == 1)
    }
}
