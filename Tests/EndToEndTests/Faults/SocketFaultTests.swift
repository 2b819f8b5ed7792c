import Foundation
import Glibc
import Testing

/// The real program while its sockets fail: it lives, and what it answered with success arrives.
@Suite struct SocketFaultTests {
    private typealias Rule = FaultPlan.Rule

    /// Faults that one gateway meets one after the other.
    struct Series: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let faults: [Fault]
    }

    private static let clients = Series(
        testDescription: "clients",
        faults: [
            Fault("EINTR on recv", [Rule(call: "recv", error: EINTR, every: 2, on: .clients)]),
            Fault("EINTR on send", [Rule(call: "send", error: EINTR, every: 2, on: .clients)]),
            Fault(
                "reading one byte at a time", [Rule(call: "recv", limit: 1, on: .clients)],
                stays: true),
            Fault(
                "writing one byte at a time", [Rule(call: "send", limit: 1, on: .clients)],
                stays: true),
            Fault(
                "EAGAIN on every second recv",
                [Rule(call: "recv", error: EAGAIN, every: 2, on: .clients)], stays: true),
            Fault(
                "EAGAIN on every second send, one byte at a time",
                [
                    Rule(call: "send", error: EAGAIN, every: 2, on: .clients),
                    Rule(call: "send", limit: 1, on: .clients),
                ], stays: true),
            Fault(
                "ECONNRESET on recv",
                [Rule(call: "recv", error: ECONNRESET, every: 2, times: 3, on: .clients)],
                answers: [0, 204]),
            Fault(
                "ETIMEDOUT on recv",
                [Rule(call: "recv", error: ETIMEDOUT, every: 2, times: 3, on: .clients)],
                answers: [0, 204]),
            Fault(
                "ENOMEM on recv",
                [Rule(call: "recv", error: ENOMEM, every: 2, times: 3, on: .clients)],
                answers: [0, 204]),
            Fault(
                "EPIPE on send",
                [Rule(call: "send", error: EPIPE, every: 2, times: 3, on: .clients)],
                answers: [0, 204]),
            Fault(
                "ECONNRESET on send",
                [Rule(call: "send", error: ECONNRESET, every: 2, times: 3, on: .clients)],
                answers: [0, 204]),
            Fault(
                "EIO on shutdown and close",
                [Rule(call: "close", error: EIO, times: 4, on: .clients)],
                arguments: ["--header", "Connection: close"]),
        ])

    private static let accepting = Series(
        testDescription: "accepting",
        faults: [EMFILE, ENFILE, ENOMEM, ENOBUFS, EINTR, ECONNABORTED, EPROTO, EPERM, EAGAIN].map {
            code in
            Fault(
                "accept4 error \(code)",
                [Rule(call: "accept4", error: code, every: 2, times: 3, on: .clients)],
                // These three are the end of the connection that waited.
                answers: [ECONNABORTED, EPROTO, EPERM].contains(code) ? [0, 204] : [204],
                arguments: ["--header", "Connection: close"])
        } + [
            Fault(
                "epoll has no room for a client",
                [Rule(call: "epoll_ctl", error: ENOSPC, times: 3, on: .clients)],
                answers: [0, 204], arguments: ["--header", "Connection: close"]),
            Fault(
                "epoll has no memory for a client",
                [Rule(call: "epoll_ctl", error: ENOMEM, times: 3, on: .clients)],
                answers: [0, 204], arguments: ["--header", "Connection: close"]),
            Fault(
                "epoll_wait is interrupted", [Rule(call: "epoll_wait", error: EINTR, every: 2)],
                stays: true, arguments: ["--header", "Connection: close"]),
        ])

    /// The kept connections turn out to be dead, so that new ones are wanted.
    ///
    /// Each is asked before it is used again.
    private static let dead = Rule(call: "recv", error: ECONNRESET, times: 16, on: .upstream)

    private static let connecting = Series(
        testDescription: "connecting to the destination",
        faults: [
            ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, ETIMEDOUT, EACCES, EINTR,
            EAGAIN,
        ].map { code in
            Fault(
                "connect error \(code)",
                [
                    dead,
                    Rule(call: "connect", error: code, times: 2, on: .upstream),
                ])
        }
            + [ECONNREFUSED, ETIMEDOUT].map { code in
                Fault(
                    "connect ends with \(code)",
                    [
                        dead,
                        Rule(call: "SO_ERROR", error: code, times: 2, on: .upstream),
                    ])
            })

    private static let shortages = Series(
        testDescription: "no descriptor or memory for the destination",
        faults: [EMFILE, ENFILE, ENOMEM, ENOBUFS].map { code in
            Fault(
                "socket error \(code)",
                [
                    dead,
                    Rule(call: "socket", error: code, times: 2),
                ])
        } + [
            Fault(
                "epoll has no memory for an upstream",
                [
                    dead,
                    Rule(call: "epoll_ctl", error: ENOMEM, times: 2, on: .upstream),
                ])
        ])

    private static let destination = Series(
        testDescription: "connections to the destination",
        faults: [
            Fault("EINTR on recv", [Rule(call: "recv", error: EINTR, every: 2, on: .upstream)]),
            Fault("EINTR on send", [Rule(call: "send", error: EINTR, every: 2, on: .upstream)]),
            Fault(
                "reading one byte at a time", [Rule(call: "recv", limit: 1, on: .upstream)],
                stays: true),
            Fault(
                "writing one byte at a time", [Rule(call: "send", limit: 1, on: .upstream)],
                stays: true),
            Fault(
                "EAGAIN on every second call",
                [
                    Rule(call: "recv", error: EAGAIN, every: 2, on: .upstream),
                    Rule(call: "send", error: EAGAIN, every: 2, on: .upstream),
                ], stays: true),
            Fault(
                "ECONNRESET on recv",
                [Rule(call: "recv", error: ECONNRESET, every: 2, times: 2, on: .upstream)]),
            Fault(
                "ETIMEDOUT on recv",
                [Rule(call: "recv", error: ETIMEDOUT, every: 2, times: 2, on: .upstream)]),
            Fault(
                "EPIPE on send",
                [Rule(call: "send", error: EPIPE, every: 2, times: 2, on: .upstream)]),
            Fault(
                "ECONNRESET on send",
                [Rule(call: "send", error: ECONNRESET, every: 2, times: 2, on: .upstream)]),
            Fault(
                "EIO on close",
                [
                    Rule(call: "recv", error: ECONNRESET, times: 1, on: .upstream),
                    Rule(call: "close", error: EIO, times: 1, on: .upstream),
                ]),
        ])

    @Test(
        "While calls on sockets fail it lives, and what it answered with success arrives",
        arguments: [clients, accepting, connecting, shortages, destination])
    func survives(series: Series) async throws {
        let gateway = try await FaultedGateway()
        #expect(try gateway.send(2) == [204, 204])
        try await gateway.recover()
        for fault in series.faults { try await gateway.play(fault) }
        try await gateway.stop()
    }

    @Test("A plan without rules changes nothing, and the library is really there")
    func isLoaded() async throws {
        let gateway = try await FaultedGateway()
        #expect(try gateway.send(3) == [204, 204, 204])
        try await gateway.recover()
        // A call that is only slowed down is hit and changes nothing either.
        try gateway.plan.set([.init(call: "recv", delayMicroseconds: 1, on: .clients)])
        #expect(try gateway.send(3) == [204, 204, 204])
        #expect(try gateway.plan.hits(1)[0] >= 3)
        try await gateway.recover()
        try await gateway.stop()
    }
}
