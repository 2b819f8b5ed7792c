import Records
import Testing

@testable import Delivery

/// Requests that go as one: when, with whom, and what becomes of each.
@Suite struct BatchingTests {
    @Test("What waits goes as one: the list of the first, with the events of the others")
    func joined() {
        let rig = busyRig()
        for name in 1...3 { rig.add(event(name)) }
        rig.answer(204)
        #expect(rig.upstream.sent.count == 2)
        #expect(rig.bodies.last == #"{"key":"k","batch":[{"n":1},{"n":2},{"n":3}]}"#)
        #expect(rig.upstream.sent.last?.contains("Content-Length: 45\r\n") == true)
        #expect(rig.upstream.sent.last?.hasPrefix("POST /v1/batch HTTP/1.1\r\n") == true)
        rig.answer(200)
        #expect(rig.counters[.delivered] == 4)
        #expect(rig.counters.attempts == 2)
        #expect(rig.counters.batches == 1)
        #expect(rig.counters.batched == 3)
        #expect(rig.spool.ended.map(\.number) == [1, 2, 3, 4])
        #expect(rig.forwarder.heldBytes == 0)
        #expect(!rig.forwarder.isBusy)
    }

    @Test("A body that is a list itself is joined as well")
    func lists() {
        let rig = busyRig()
        for name in 1...2 { rig.add(list("/e/", "[{\"n\":\(name)}]")) }
        rig.answer(204)
        #expect(rig.bodies.last == #"[{"n":1},{"n":2}]"#)
    }

    @Test(
        "What was not written as JSON goes alone, be it a list or not",
        arguments: ["application/octet-stream", "application/x-ndjson", "text/plain", nil])
    func streams(contentType: String?) {
        let rig = busyRig()
        for name in 1...3 {
            rig.add(outbound("/s/", body: "[{\"n\":\(name)}]", contentType: contentType))
        }
        rig.deliverAll()
        #expect(rig.bodies.dropFirst() == [#"[{"n":1}]"#, #"[{"n":2}]"#, #"[{"n":3}]"#])
        #expect(rig.counters.batches == 0)
    }

    @Test("Nothing waits for company, and without a rule each goes alone")
    func alone() {
        let rig = ForwarderRig(batch: anyList)
        for name in 1...5 { rig.add(event(name)) }
        #expect(rig.upstream.sent.count == 5)
        #expect(rig.counters.batches == 0)
        let without = ForwarderRig { $0.concurrent = 1 }
        for name in 1...5 { without.add(event(name)) }
        without.deliverAll()
        #expect(without.upstream.sent.count == 5)
    }

    @Test("Whatever differs outside the events keeps two requests apart", arguments: 0..<9)
    func different(which: Int) {
        let others = [
            event(2, target: "/v1/batch?x=1"), event(2, method: "GET"),
            event(2, contentType: "text/plain"), event(2, contentType: nil),
            event(2, userAgent: "Other"), event(2, language: "nl"), event(2, gpc: true),
            event(2, key: "j"), event(2, key: "kk"),
        ]
        let rig = busyRig()
        rig.add(event(1), others[which], event(3))
        rig.deliverAll()
        #expect(rig.upstream.sent.count == 3)
        #expect(rig.bodies[1] == #"{"key":"k","batch":[{"n":1},{"n":3}]}"#)
        #expect(rig.counters[.delivered] == 4)
    }

    @Test("What cannot be joined keeps its place, and those of one kind keep their order")
    func order() {
        let rig = busyRig()
        rig.add(event(1), outbound("/a"), event(2), outbound("/b"), event(3))
        rig.deliverAll()
        #expect(rig.targets == ["/first", "/v1/batch", "/a", "/b"])
        #expect(rig.bodies[1].contains(#"[{"n":1},{"n":2},{"n":3}]"#))
    }

    @Test("A batch has at most as many events and bytes as the vendor takes")
    func bounds() {
        let five = BatchRule(arrays: ["."], most: 5, largest: 10_000)
        let rig = busyRig(five)
        for _ in 0..<4 { rig.add(list("/e", "[1,2]")) }
        rig.add(list("/e", "[1]"))
        rig.deliverAll()
        // The last one would fit into the first batch, and does not pass those before it.
        #expect(rig.bodies.dropFirst() == ["[1,2,1,2]", "[1,2,1,2,1]"])

        let small = busyRig(BatchRule(arrays: ["."], most: 100, largest: 20))
        for _ in 0..<3 { small.add(list("/e", "[1234567]")) }
        small.add(list("/e", "[\(String(repeating: "1", count: 40))]"))
        small.deliverAll()
        #expect(small.bodies.dropFirst().map(\.utf8.count) == [17, 9, 42])
    }

    @Test("The first batch has eight, and each that is taken as it is lets the next have one more")
    func growth() {
        let rig = busyRig()
        for name in 0..<200 {
            rig.spool.append(event(name), tags: .none, acceptedAt: rig.time.wallSeconds)
        }
        rig.forwarder.arrived()
        rig.settle()
        rig.deliverAll()
        #expect(rig.sizes.dropFirst().prefix(4) == [8, 9, 10, 11])
        #expect(rig.counters[.delivered] == 201)
        #expect(rig.events == (0..<200).map { $0 })
    }

    @Test("Only so many are looked at for company")
    func looks() {
        let rig = busyRig { $0.lookedAt = 3 }
        rig.add(event(1), outbound("/a"), outbound("/b"), event(2), event(3))
        rig.answer(204)
        #expect(rig.bodies.last == #"{"key":"k","batch":[{"n":1},{"n":2}]}"#)
    }

    @Test("What is too old does not go along")
    func age() {
        let rig = busyRig { $0.ageSeconds = 60 }
        rig.add(event(1))
        rig.add(event(2), age: 60)
        rig.add(event(3))
        rig.deliverAll()
        #expect(rig.events == [1, 3])
        #expect(rig.counters[.expired] == 1)
    }
}

/// Lists wherever they may stand.
let anyList = BatchRule(arrays: ["batch", "."], most: 100, largest: 10_000)

/// A request with one event in a list.
func event(
    _ name: Int, target: String = "/v1/batch", method: String = "POST",
    contentType: String? = "application/json", userAgent: String = "Mozilla/5.0",
    language: String = "", gpc: Bool = false, key: String = "k"
) -> Records.OutboundRequest {
    outbound(
        target, method: method, body: #"{"key":"\#(key)","batch":[{"n":\#(name)}]}"#,
        contentType: contentType, userAgent: userAgent, language: language, gpc: gpc)
}

/// A request whose body is a list itself.
func list(_ target: String, _ body: String) -> Records.OutboundRequest {
    outbound(target, body: body, contentType: "application/json")
}

/// A destination whose one place is taken, so that what follows waits.
func busyRig(
    _ rule: BatchRule = anyList, _ adjust: (inout ForwardingLimits) -> Void = { _ in }
) -> ForwarderRig {
    let rig = ForwarderRig(batch: rule) {
        $0.concurrent = 1
        adjust(&$0)
    }
    rig.add(outbound("/first"))
    return rig
}

extension ForwarderRig {
    var bodies: [String] {
        upstream.sent.map {
            $0.split(separator: "\r\n\r\n").dropFirst().first.map(String.init) ?? ""
        }
    }

    /// How many events each request had.
    var sizes: [Int] { bodies.map(size) }

    func size(_ body: String) -> Int { body.matches(of: /"n":/).count }

    /// The names of all events in the order in which they were sent.
    var events: [Int] {
        bodies.flatMap { $0.matches(of: /"n":([0-9]+)/).compactMap { Int($0.1) } }
    }

    /// Answers everything by what is in it, until nothing is under way.
    func answerEach(_ status: (String) -> Int) {
        while upstream.underWay > 0 {
            answer(status(bodies[upstream.sent.count - upstream.underWay]))
        }
    }
}
