import Bytes
import Glibc
import Testing

@testable import Transport

@Suite struct `A kept connection` {
    private let empty = "HTTP/1.1 204 No Content\r\n\r\n"

    /// Makes `count` connections that are idle afterwards.
    private func keep(
        _ count: Int, _ client: UpstreamFixture, _ upstream: TestUpstream
    ) async throws -> [TestSocket] {
        var peers: [TestSocket] = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask { _ = try await client.send().get() }
                let peer = try await upstream.accept()
                try await peer.receive(until: "\r\n\r\n")
                peer.forget()
                peers.append(peer)
            }
            for peer in peers { try await peer.send(empty) }
            try await group.waitForAll()
        }
        try await eventually { try await client.lane.idleCount == count }
        return peers
    }

    @Test func `that has ended takes the others with it`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        let peers = try await keep(3, client, upstream)
        async let outcome = client.send()
        try await eventually { peers.contains(where: \.hasInput) }
        let used = try #require(peers.first { $0.hasInput })
        try used.reset()
        #expect(await outcome == .failure(.connectionClosedBeforeResponse(reused: true)))
        let idle = try await client.lane.idleCount
        #expect(idle == 0)
        await client.stop()
    }

    @Test func `is not used for a request that needs a new one`() async throws {
        let upstream = try TestUpstream()
        var limits = UpstreamLimits()
        limits.connections = 2
        let client = try await UpstreamFixture(to: upstream.address, limits: limits)
        _ = try await keep(1, client, upstream)
        async let first = client.send(isFresh: true)
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        // At the bound a kept connection makes room.
        async let second = client.send(isFresh: true)
        let other = try await upstream.accept()
        try await other.receive(until: "\r\n\r\n")
        // And a busy one, as soon as it is done.
        async let third = client.send(isFresh: true)
        try await eventually { try await client.lane.waitingCount == 1 }
        try await peer.send(empty)
        #expect(try await first.get().status == 204)
        let last = try await upstream.accept()
        try await last.send(empty)
        try await other.send(empty)
        #expect(try await second.get().status == 204)
        #expect(try await third.get().status == 204)
        #expect(await client.counters.upstreamReuses == 0)
        await client.stop()
    }

    @Test func `is not kept when its end is already known`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        for _ in 0..<50 {
            async let outcome = client.send()
            let peer = try await upstream.accept()
            try await peer.receive(until: "\r\n\r\n")
            try await peer.send(empty)
            peer.close()
            #expect(try await outcome.get().status == 204)
            try await eventually { try await client.lane.idleCount == 0 }
        }
        #expect(await client.counters.upstreamFaults == 0)
        await client.stop()
    }

    @Test func `does not fail a request that takes it at the end of its time`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        let peer = try await keep(1, client, upstream)[0]
        async let answer = client.lane.sendAtIdleEnd()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send(empty)
        #expect(try await answer.get().status == 204)
        await client.stop()
    }
}

@Suite struct `An upstream` {
    @Test func `may send sixteen interim responses and no more`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        let interim = "HTTP/1.1 103 Early Hints\r\n\r\n"
        for count in [16, 17] {
            async let outcome = client.send(isFresh: true)
            let peer = try await upstream.accept()
            try await peer.receive(until: "\r\n\r\n")
            try await peer.send(
                String(repeating: interim, count: count) + "HTTP/1.1 204 x\r\n\r\n")
            switch await outcome {
            case .success(let reply): #expect(count == 16 && reply.status == 204)
            case .failure(let fault):
                #expect(count == 17)
                #expect(fault == .response(HTTPFault(.status, at: 0)))
            }
        }
        await client.stop()
    }

    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM])
    func `is not blamed for a shortage of ours`(code: Int32) {
        #expect(SystemFault("socket", code).isShortage)
        #expect(UpstreamFault.shortage(SystemFault("socket", code)).isLocal)
        #expect(!UpstreamFault.connect(SystemFault("connect", ECONNREFUSED)).isLocal)
        #expect(!SystemFault("connect", ECONNREFUSED).isShortage)
    }
}

extension Lane {
    /// Sends a request on the idle connection, in the tick in which the connection's time ends.
    fileprivate func sendAtIdleEnd() async throws -> Result<UpstreamReply, UpstreamFault> {
        let pool = try #require(resident(UpstreamFixture.Resident.self)).pool
        let connection = try #require(pool.idle.last)
        return await withCheckedContinuation { continuation in
            var bytes = ByteBuffer()
            bytes.append("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            pool.send(OutboundRequest(method: .get, bytes: bytes)) {
                continuation.resume(returning: $0)
            }
            connection.deadlinePassed()
        }
    }
}
