import Bytes
import Testing
import Transport

@testable import Delivery

@Suite struct `Lines to another syslog server` {
    private let time = HandTime()
    private let sender = FakeSender()

    private func forwarder(
        _ framing: SyslogLineFraming = .octetCounted,
        _ adjust: (inout SyslogForwardingLimits) -> Void = { _ in }
    ) throws -> SyslogForwarder {
        var limits = SyslogForwardingLimits()
        adjust(&limits)
        let head = try #require(SyslogHead(host: "shop-1", application: "nginx"))
        return SyslogForwarder(
            through: sender, framing: framing, head: head, limits: limits, time: time,
            draw: \.upperBound)
    }

    private func put(
        _ forwarder: SyslogForwarder, _ lines: String...,
        origin: SyslogForwarder.LineOrigin = .syslog
    ) -> Bool {
        lines.allSatisfy { forwarder.enqueue(Array($0.utf8).span, from: origin) }
    }

    @Test func `are counted, or end with a line feed`() throws {
        sender.opensAtOnce = true
        let counted = try forwarder()
        #expect(put(counted, "<34>one", "<34>t\nwo"))
        counted.flush()
        #expect(sender.text == "7 <34>one8 <34>t\nwo")
        sender.end()
        let lines = try forwarder(.newline)
        #expect(put(lines, "<34>one", "<34>t\nw\0o\n"))
        lines.flush()
        #expect(sender.text == "<34>one\n<34>t w o \n")
    }

    @Test func `get a head when they come from files, and keep theirs otherwise`() throws {
        sender.opensAtOnce = true
        let forwarder = try forwarder()
        let head = "<134>1 2026-07-01T00:00:00Z shop-1 nginx - - - "
        let line = "192.0.2.0 - - GET /"
        #expect(put(forwarder, line, line, origin: .file))
        #expect(put(forwarder, "<34>Oct 10 13:55:36 host app: x"))
        time.wallSeconds += 3_661
        #expect(put(forwarder, line, origin: .file))
        forwarder.flush()
        let later = head.replacing("00:00:00", with: "01:01:01")
        let size = head.utf8.count + line.utf8.count
        #expect(
            sender.text
                == "\(size) \(head)\(line)\(size) \(head)\(line)"
                + "31 <34>Oct 10 13:55:36 host app: x\(size) \(later)\(line)")
    }

    @Test func `stay until they are confirmed, and are written again when they were not`() throws {
        let forwarder = try forwarder()
        #expect(put(forwarder, "<1>a", "<1>b", "<1>c"))
        forwarder.flush()
        #expect(sender.isAsked && sender.given.isEmpty)
        sender.opened()
        #expect(sender.text == "4 <1>a4 <1>b4 <1>c")
        #expect(forwarder.counters[.sent] == 0 && forwarder.counters.queued == 3)
        // One whole line and a part of the next.
        sender.confirmed = 8
        sender.end()
        #expect(forwarder.counters[.sent] == 1)
        #expect(forwarder.counters.repeated == 2 && forwarder.counters.failures == 1)
        #expect(time.nextAlarm == 500)
        time.advance(milliseconds: 500)
        sender.opened()
        #expect(sender.text == "4 <1>b4 <1>c")
        sender.confirmAll()
        time.advance(milliseconds: 200)
        #expect(forwarder.counters[.sent] == 3)
        #expect(forwarder.counters.queued == 0 && forwarder.counters.queuedBytes == 0)
        #expect(time.nextAlarm == nil)
    }

    @Test func `wait longer for a server that stays away, and a confirmed line ends that`() throws {
        let forwarder = try forwarder()
        #expect(put(forwarder, "<1>a"))
        forwarder.flush()
        for pause in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            sender.end(.timeout(.connection))
            #expect(time.nextAlarm == pause)
            #expect(!sender.isAsked)
            time.advance(milliseconds: pause)
            #expect(sender.isAsked)
        }
        #expect(forwarder.lastFault == .timeout(.connection))
        // It accepts connections, and ends them: that is not health.
        sender.opened()
        sender.end()
        #expect(time.nextAlarm == 30_000)
        time.advance(milliseconds: 30_000)
        sender.opened()
        sender.confirmAll()
        time.advance(milliseconds: 200)
        #expect(forwarder.counters[.sent] == 1)
        #expect(put(forwarder, "<1>b"))
        forwarder.flush()
        sender.end()
        #expect(time.nextAlarm == 500)
    }

    @Test func `need no connection while there are none`() throws {
        sender.opensAtOnce = true
        sender.confirmsAtOnce = true
        let forwarder = try forwarder()
        forwarder.flush()
        #expect(!sender.isAsked)
        #expect(put(forwarder, "<1>a"))
        forwarder.flush()
        #expect(forwarder.counters[.sent] == 1)
        sender.end()
        #expect(forwarder.counters.failures == 0)
        time.advance(milliseconds: 200)
        #expect(time.nextAlarm == nil && !sender.isAsked)
        // The next line goes at once.
        #expect(put(forwarder, "<1>b"))
        forwarder.flush()
        #expect(forwarder.counters[.sent] == 2 && forwarder.counters.connects == 2)
    }

    @Test func `are written without being asked for, soon or when there are many`() throws {
        sender.opensAtOnce = true
        sender.confirmsAtOnce = true
        let forwarder = try forwarder { $0.batchBytes = 30 }
        #expect(put(forwarder, "<1>a"))
        #expect(sender.given.isEmpty)
        time.advance(milliseconds: 200)
        #expect(sender.text == "4 <1>a")
        #expect(put(forwarder, "<1>b", "<1>c", "<1>d", "<1>e"))
        #expect(sender.text == "4 <1>a")
        #expect(put(forwarder, "<1>f"))
        #expect(sender.text == "4 <1>a4 <1>b4 <1>c4 <1>d4 <1>e4 <1>f")
    }

    @Test func `wait for a server that takes no more`() throws {
        sender.opensAtOnce = true
        sender.room = 9
        let forwarder = try forwarder()
        #expect(put(forwarder, "<1>a", "<1>b"))
        forwarder.flush()
        #expect(sender.text == "4 <1>a4 <")
        let writes = sender.writes
        forwarder.flush()
        #expect(sender.writes == writes)
        sender.makeRoom(1)
        #expect(sender.text == "4 <1>a4 <1")
        sender.makeRoom()
        #expect(sender.text == "4 <1>a4 <1>b")
    }

    @Test func `are refused when too many wait, until enough have gone`() throws {
        let forwarder = try forwarder {
            $0.queueBytes = 60
            $0.resumeBytes = 20
        }
        for index in 0..<10 {
            #expect(forwarder.hasRoom)
            #expect(put(forwarder, "<1>\(index)"))
        }
        #expect(!forwarder.hasRoom)
        #expect(!put(forwarder, "<1>x"))
        #expect(forwarder.counters.queuedBytes == 60)
        var calls = 0
        forwarder.whenRoom { calls += 1 }
        forwarder.whenRoom { calls += 1 }
        forwarder.flush()
        sender.opened()
        sender.confirmed = 18
        time.advance(milliseconds: 200)
        #expect(calls == 0 && !forwarder.hasRoom)
        sender.confirmed = 24
        time.advance(milliseconds: 200)
        #expect(calls == 2 && forwarder.hasRoom)
        forwarder.whenRoom { calls += 1 }
        #expect(calls == 3)
        forwarder.noteDropped(7)
        #expect(forwarder.counters[.droppedFull] == 7)
    }

    @Test func `are said to stand still when their server is away or silent, not when it is slow`()
        throws
    {
        let forwarder = try forwarder { limits in
            limits.queueBytes = 40
            limits.resumeBytes = 20
        }
        var told: [Bool] = []
        forwarder.whenStalled = { told.append($0) }
        sender.opensAtOnce = true
        while forwarder.hasRoom { #expect(put(forwarder, "<1>a")) }
        // Slow: one line each two seconds.
        for _ in 0..<4 {
            time.advance(milliseconds: 2_000)
            sender.confirmed += 6
            time.advance(milliseconds: 200)
            while forwarder.hasRoom { #expect(put(forwarder, "<1>a")) }
        }
        #expect(told == [])
        // Silent.
        time.advance(milliseconds: 5_200)
        #expect(told == [true] && forwarder.isStalled)
        sender.confirmAll()
        time.advance(milliseconds: 200)
        #expect(told == [true, false] && forwarder.hasRoom)
        // Away, with the queue not yet full, and then full.
        sender.opensAtOnce = false
        #expect(put(forwarder, "<1>a"))
        sender.end()
        #expect(told == [true, false])
        while forwarder.hasRoom { #expect(put(forwarder, "<1>a")) }
        #expect(told == [true, false, true])
        // Back, and gone before it took anything: nothing new is said.
        time.advance(milliseconds: 500)
        sender.opened()
        sender.end()
        time.advance(milliseconds: 60_000)
        sender.opened()
        #expect(told == [true, false, true])
        sender.confirmAll()
        time.advance(milliseconds: 200)
        #expect(told == [true, false, true, false])
    }

    @Test func `stand still too when their source has stopped before the queue is full`() throws {
        let forwarder = try forwarder()
        var told: [Bool] = []
        forwarder.whenStalled = { told.append($0) }
        forwarder.noteHeld()
        #expect(put(forwarder, "<1>a", "<1>b"))
        forwarder.flush()
        forwarder.noteHeld()
        #expect(told == [])
        sender.end(.connectionBroken)
        #expect(told == [true])
        time.advance(milliseconds: 500)
        sender.opened()
        #expect(told == [true])
        sender.confirmed = 6
        time.advance(milliseconds: 200)
        #expect(told == [true, false])
    }

    @Test func `may be longer than the whole queue`() throws {
        sender.opensAtOnce = true
        sender.confirmsAtOnce = true
        let forwarder = try forwarder {
            $0.queueBytes = 60
            $0.resumeBytes = 20
        }
        let long = String(repeating: "x", count: 500)
        #expect(put(forwarder, long))
        #expect(!forwarder.hasRoom)
        forwarder.flush()
        #expect(forwarder.hasRoom && forwarder.counters[.sent] == 1)
    }

    @Test func `are one datagram each, and sent once`() throws {
        sender.longest = 10
        sender.room = 14
        let forwarder = try forwarder(.datagram)
        #expect(put(forwarder, "<1>one", "<1>far too long", "<1>two", "<1>three"))
        forwarder.flush()
        sender.opened()
        #expect(sender.text == "<1>one<1>two")
        #expect(forwarder.counters[.sent] == 2 && forwarder.counters[.tooLong] == 1)
        sender.end()
        #expect(forwarder.counters.repeated == 0)
        time.advance(milliseconds: 500)
        sender.opened()
        sender.makeRoom()
        #expect(sender.text == "<1>three")
        #expect(forwarder.counters[.sent] == 3 && forwarder.counters.queued == 0)
    }

    @Test func `are delivered before the end, and nothing new is taken`() throws {
        let forwarder = try forwarder()
        #expect(put(forwarder, "<1>a"))
        var isDone = false
        forwarder.drain { isDone = true }
        #expect(!put(forwarder, "<1>b"))
        forwarder.noteDropped()
        #expect(forwarder.counters[.droppedClosing] == 1)
        sender.end()
        #expect(time.nextAlarm == 250)
        time.advance(milliseconds: 250)
        sender.opened()
        #expect(!isDone)
        sender.confirmAll()
        time.advance(milliseconds: 200)
        #expect(isDone && forwarder.counters[.sent] == 1)
        #expect(sender.closes == 1 && time.nextAlarm == nil)
    }

    @Test func `are given up at the end of the grace, each once`() throws {
        let forwarder = try forwarder { $0.queueBytes = 10 }
        #expect(put(forwarder, "<1>a", "<1>b"))
        var isDone = false
        var isTold = false
        forwarder.whenRoom { isTold = true }
        forwarder.drain { isDone = true }
        #expect(isTold)
        sender.opened()
        #expect(forwarder.abandon() == 2)
        #expect(forwarder.abandon() == 0)
        #expect(isDone)
        #expect(forwarder.counters[.abandoned] == 2 && forwarder.counters.queued == 0)
        #expect(time.nextAlarm == nil && !sender.isAsked)
    }

    @Test func `still come while the lane drains, and then the connection closes`() throws {
        sender.opensAtOnce = true
        sender.confirmsAtOnce = true
        let forwarder = try forwarder()
        #expect(put(forwarder, "<1>a"))
        forwarder.flush()
        time.beginDrain()
        #expect(put(forwarder, "<1>b"))
        forwarder.flush()
        #expect(sender.closes == 0 && sender.text == "4 <1>a4 <1>b")
        time.advance(milliseconds: 200)
        #expect(sender.closes == 1)
        #expect(put(forwarder, "<1>c"))
        forwarder.flush()
        #expect(sender.text == "4 <1>c")
        time.advance(milliseconds: 400)
        #expect(sender.closes == 2 && time.nextAlarm == nil)
    }

    @Test func `of a pause that the end of the program shortens go early`() throws {
        let forwarder = try forwarder()
        #expect(put(forwarder, "<1>a"))
        forwarder.flush()
        for _ in 0..<6 {
            sender.end()
            time.advance(milliseconds: time.nextAlarm ?? 0)
        }
        sender.end()
        #expect(time.nextAlarm == 30_000)
        time.beginDrain()
        #expect(time.nextAlarm == 250)
    }
}

@Suite struct `The head of a forwarded line` {
    private func text(_ head: SyslogHead, at seconds: Int) -> String {
        var output = ByteBuffer()
        head.append(at: seconds, to: &output)
        return output.span.string
    }

    @Test func `is that of RFC 5424`() throws {
        let head = try #require(SyslogHead())
        #expect(text(head, at: 0) == "<134>1 1970-01-01T00:00:00Z - matglas - - - ")
        #expect(text(head, at: 1_782_950_399) == "<134>1 2026-07-01T23:59:59Z - matglas - - - ")
        let other = try #require(SyslogHead(host: "a.example", application: "x", priority: 0))
        #expect(text(other, at: 951_782_400) == "<0>1 2000-02-29T00:00:00Z a.example x - - - ")
    }

    @Test func `is not made of names that do not fit`() {
        #expect(SyslogHead(host: "") == nil)
        #expect(SyslogHead(host: "two words") == nil)
        #expect(SyslogHead(host: "line\nfeed") == nil)
        #expect(SyslogHead(host: "caf\u{e9}") == nil)
        #expect(SyslogHead(host: String(repeating: "h", count: 256)) == nil)
        #expect(SyslogHead(application: String(repeating: "a", count: 49)) == nil)
        #expect(SyslogHead(priority: 192) == nil)
        #expect(SyslogHead(priority: -1) == nil)
    }
}
