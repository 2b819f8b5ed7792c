import Bytes
import Glibc
import Testing

@testable import Transport

/// What an upstream may answer that wishes to be understood as more, or as something else.
@Suite struct `A hostile upstream` {
    /// What becomes of a response.
    enum End: Equatable {
        /// It is taken, and the connection may carry another request.
        case stays(Int)
        /// It is taken, and the connection ends.
        case ends(Int)
        /// It is refused for this, and the connection ends.
        case fails(HTTPFault.Code)
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"
    private static let chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
    private static let second = "HTTP/1.1 204 Smuggled\r\n\r\n"

    static let responses: [(bytes: String, end: End)] = [
        // A second response, or a piece of one, behind the first.
        ("HTTP/1.1 204 No Content\r\n\r\n\(second)", .ends(204)),
        ("HTTP/1.1 204 No Content\r\n\r\nx", .ends(204)),
        ("HTTP/1.1 204 No Content\r\n\r\n\r\n", .ends(204)),
        ("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n\0", .ends(204)),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello", .ends(304)),
        ("\(ok)Content-Length: 0\r\n\r\n\(second)", .ends(200)),
        ("\(ok)Content-Length: 5\r\n\r\nhello\(second)", .ends(200)),
        ("\(ok)Content-Length: 5\r\n\r\nhello\r\n", .ends(200)),
        ("\(chunked)5\r\nhello\r\n0\r\n\r\n\(second)", .ends(200)),
        ("\(chunked)0\r\n\r\n0\r\n\r\n", .ends(200)),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 a\r\n\r\n\(second)", .ends(204)),
        // Chunks, extensions and trailers within the rules.
        ("\(chunked)5;a=b;c=\"d;\\\"e\"\r\nhello\r\n00;last\r\nX-Sum: 1\r\n\r\n", .stays(200)),
        ("\(ok)transfer-encoding: CHUNKED\r\nTE: x\r\n\r\n0\r\n\r\n", .stays(200)),
        (
            "HTTP/1.1 100 a\r\n\r\nHTTP/1.1 103 b\r\nLink: c\r\n\r\nHTTP/1.1 204 d\r\n\r\n",
            .stays(204)
        ),
        ("\(ok)Content-Length-X: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .stays(200)),
        (
            "\(ok)Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            .stays(200)
        ),
        ("HTTP/1.1 200  Two blanks\r\nContent-Length:\t0\t\r\n\r\n", .stays(200)),
        ("HTTP/1.1 301\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", .stays(301)),
        ("\(ok)Connection: close\r\nContent-Length: 5\r\n\r\nhello\(second)", .ends(200)),
        // Two lengths, or a length that readers understand in two ways.
        (
            "\(ok)Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            .fails(.lengthAndTransferEncoding)
        ),
        (
            "\(ok)Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
            .fails(.lengthAndTransferEncoding)
        ),
        ("\(ok)Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello", .fails(.lengthDuplicate)),
        ("\(ok)Content-Length: 0\r\nContent-Length: 0\r\n\r\n", .fails(.lengthDuplicate)),
        ("\(ok)Content-Length: 5, 5\r\n\r\nhello", .fails(.lengthInvalid)),
        ("\(ok)Content-Length: +5\r\n\r\nhello", .fails(.lengthInvalid)),
        ("\(ok)Content-Length: 0x5\r\n\r\nhello", .fails(.lengthInvalid)),
        ("\(ok)Content-Length: 05\r\n\r\nhello", .fails(.lengthInvalid)),
        ("\(ok)Content-Length: -1\r\n\r\nhello", .fails(.lengthInvalid)),
        ("\(ok)Content-Length:\r\n\r\nhello", .fails(.lengthInvalid)),
        ("\(ok)Content_Length: 5\r\n\r\nhello", .fails(.framingImitation)),
        ("\(ok)Content-Length : 5\r\n\r\nhello", .fails(.whitespaceInName)),
        ("\(ok)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", .fails(.transferCoding)),
        ("\(ok)Transfer-Encoding: chunked, identity\r\n\r\n", .fails(.transferCoding)),
        ("\(ok)Transfer-Encoding: identity\r\n\r\n", .fails(.transferCoding)),
        ("\(ok)Transfer-Encoding:\u{B}chunked\r\n\r\n", .fails(.controlByte)),
        (
            "\(ok)Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            .fails(.transferEncodingDuplicate)
        ),
        (
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            .fails(.transferEncodingVersion)
        ),
        // Content where there is none.
        ("HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\nhello", .fails(.unexpectedContent)),
        (
            "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            .fails(.unexpectedContent)
        ),
        ("HTTP/1.1 100 x\r\nContent-Length: 5\r\n\r\nhello\(second)", .fails(.unexpectedContent)),
        ("HTTP/1.1 103 x\r\nTransfer-Encoding: chunked\r\n\r\n", .fails(.unexpectedContent)),
        // Another protocol.
        ("HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", .fails(.status)),
        ("HTTP/1.1 100 x\r\n\r\nHTTP/1.1 101 x\r\n\r\n", .fails(.status)),
        ("HTTP/2.0 200 OK\r\n\r\n", .fails(.unsupportedVersion)),
        ("ICY 200 OK\r\n\r\n", .fails(.statusLine)), ("\r\n\(second)", .fails(.statusLine)),
        ("RTSP/1.1 200 OK\r\n\r\n", .fails(.version)),
        ("HTTPER/1.1 200 OK\r\n\r\n", .fails(.statusLine)),
        ("HTTP/0.9 200 OK\r\n\r\n", .fails(.unsupportedVersion)),
        ("HTTP/01.1 200 OK\r\n\r\n", .fails(.statusLine)),
        ("HTTP/1.01 200 OK\r\n\r\n", .fails(.statusLine)),
        ("HTTP/1.1\t200 OK\r\n\r\n", .fails(.statusLine)), ("\r\(second)", .fails(.bareCR)),
        ("HTTP/1.1  200 OK\r\n\r\n", .fails(.status)), ("HTTP/1.1 2 OK x\r\n\r\n", .fails(.status)),
        ("HTTP/1.1 100 x\r\n\r\n\r\n\(second)", .fails(.statusLine)),
        // Lines that split into more for somebody else.
        ("\(ok)X: y\rContent-Length: 0\r\n\r\n", .fails(.bareCR)),
        ("\(ok)X: y\nContent-Length: 0\r\n\r\n", .fails(.bareLF)),
        ("\(ok)X: y\r\n Content-Length: 0\r\n\r\n", .fails(.obsoleteFold)),
        ("\(ok) X: y\r\n\r\n", .fails(.leadingWhitespace)),
        ("\(ok)Transfer-Encoding: chunked\r\n x\r\n\r\n0\r\n\r\n", .fails(.obsoleteFold)),
        ("HTTP/1.1 200 OK\rContent-Length: 0\r\n\r\n", .fails(.bareCR)),
        ("\(ok)en-US Content-Type: text/xml\r\n\r\n", .fails(.whitespaceInName)),
        ("\(ok)X: a\0b\r\n\r\n", .fails(.controlByte)),
        ("HTTP/1.1 200 O\u{1B}K\r\n\r\n", .fails(.controlByte)),
        ("HTTP/1.1 200 OK\nX: y\n\n", .fails(.bareLF)),
        // Chunks that end in two places.
        ("\(chunked)5;\r\nhello\r\n0\r\n\r\n", .fails(.chunkExtension)),
        ("\(chunked)5;a\nb\r\nhello\r\n0\r\n\r\n", .fails(.bareLF)),
        ("\(chunked)5;a=\"b\r\nhello\r\n0\r\n\r\n", .fails(.chunkExtension)),
        ("\(chunked)5 a\r\nhello\r\n0\r\n\r\n", .fails(.chunkSize)),
        ("\(chunked)5 \r\nhello\r\n0\r\n\r\n", .fails(.chunkSize)),
        ("\(chunked)0x5\r\nhello\r\n0\r\n\r\n", .fails(.chunkSize)),
        ("\(chunked)-1\r\nhello\r\n0\r\n\r\n", .fails(.chunkSize)),
        ("\(chunked)100000005\r\nhello\r\n0\r\n\r\n", .fails(.chunkSize)),
        ("\(chunked)5\r\nhelloX0\r\n\r\n", .fails(.chunkEnd)),
        ("\(chunked)5\r\nhello\n0\r\n\r\n", .fails(.chunkEnd)),
        ("\(chunked)5\r\nhello\r\n0\r\n\n", .fails(.bareLF)),
        ("\(chunked)0\r\nContent-Length: 5\r\n\r\nhello", .fails(.trailerForbidden)),
        ("\(chunked)0\r\nSet-Cookie: a=b\r\n\r\n", .fails(.trailerForbidden)),
        ("\(chunked)0\r\n\(second)", .fails(.missingColon)),
    ]

    @Test(arguments: responses, [false, true])
    func `is read strictly, and what is left over ends its connection`(
        example: (bytes: String, end: End), wantsBody: Bool
    ) async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let outcome = client.send(method: .post, collect: wantsBody ? 1_000 : 0)
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send(DesyncCorpus.bytes(example.bytes))
        switch (await outcome, example.end) {
        case (.success(let reply), .stays(let status)):
            #expect(reply.status == status)
            #expect(try await client.lane.idleCount == 1)
        case (.success(let reply), .ends(let status)):
            #expect(reply.status == status)
            #expect(!reply.body.contains(UInt8(ascii: "/")))
            try await peer.receiveToEnd()
        case (.failure(.response(let fault)), .fails(let code)):
            #expect(fault.code == code)
            try await peer.receiveToEnd()
        case (let outcome, let end): Issue.record("\(outcome), not \(end)")
        }
        await client.stop()
    }

    @Test func `that speaks unasked is not heard by the next request`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        let peer = try await keep(client, upstream)
        // The lane has no time to notice: the bytes are there when the request takes a connection.
        let number = peer.number
        async let outcome = client.lane.send(afterUnasked: Self.second, by: number)
        let other = try await upstream.accept()
        #expect(try await other.receive(until: "\r\n\r\n").hasPrefix("GET / "))
        try await other.send("HTTP/1.1 503 Own\r\nContent-Length: 0\r\n\r\n")
        #expect(try await outcome.get().status == 503)
        try await peer.receiveToEnd()
        #expect(peer.occurrences(of: "GET ") == 0)
        await client.stop()
    }

    /// Sizes of a first response after which a read leaves the second one in the socket, or does not.
    @Test(arguments: [50, 4_096, 8_192])
    func `that speaks unasked is not heard by a request that waits for its connection`(
        size: Int
    ) async throws {
        let upstream = try TestUpstream()
        var limits = UpstreamLimits()
        limits.connections = 1
        let client = try await UpstreamFixture(to: upstream.address, limits: limits)
        async let first = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        async let second = client.send()
        try await eventually { try await client.lane.waitingCount == 1 }
        let start = "HTTP/1.1 204 a\r\nX: "
        let padding = String(repeating: "y", count: size - start.utf8.count - 4)
        try await peer.send("\(start)\(padding)\r\n\r\n\(Self.second)")
        #expect(try await first.get().status == 204)
        let other = try await upstream.accept()
        try await other.receive(until: "\r\n\r\n")
        try await other.send("HTTP/1.1 503 Own\r\nContent-Length: 0\r\n\r\n")
        #expect(try await second.get().status == 503)
        await client.stop()
    }

    @Test func `that answers before it has the whole request is believed, and then left`()
        async throws
    {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        let request =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n"
            + String(repeating: "x", count: 20_000_000)
        async let outcome = client.send(request, method: .post)
        let peer = try await upstream.accept()
        try await peer.send("HTTP/1.1 413 Enough\r\nContent-Length: 0\r\n\r\n")
        #expect(try await outcome.get().status == 413)
        #expect(try await client.lane.idleCount == 0)
        await client.stop()
    }

    @Test func `that answers too late has nobody to answer`() async throws {
        let upstream = try TestUpstream()
        let client = try await UpstreamFixture(to: upstream.address)
        async let silent = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        client.clock.advance(seconds: 16)
        #expect(await silent == .failure(.timeout(.firstByte)))
        try? await peer.send(Self.second)
        async let next = client.send()
        let other = try await upstream.accept()
        try await other.receive(until: "\r\n\r\n")
        try await other.send("HTTP/1.1 503 Own\r\nContent-Length: 0\r\n\r\n")
        #expect(try await next.get().status == 503)
        await client.stop()
    }

    /// Makes one connection that is idle afterwards.
    private func keep(
        _ client: UpstreamFixture, _ upstream: TestUpstream
    ) async throws -> TestSocket {
        async let outcome = client.send()
        let peer = try await upstream.accept()
        try await peer.receive(until: "\r\n\r\n")
        try await peer.send("HTTP/1.1 204 No Content\r\n\r\n")
        _ = try await outcome.get()
        peer.forget()
        #expect(try await client.lane.idleCount == 1)
        return peer
    }
}

extension Lane {
    /// Sends a request in the moment after a peer has sent `text`, before the lane looks at sockets.
    fileprivate func send(
        afterUnasked text: String, by peer: Int32
    ) async throws -> Result<UpstreamReply, UpstreamFault> {
        let pool = try #require(resident(UpstreamFixture.Resident.self)).pool
        let bytes = Array(text.utf8)
        // On the loopback the bytes are in the other socket when the call returns.
        let sent = unsafe Glibc.send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        #expect(sent == bytes.count)
        return await withCheckedContinuation { continuation in
            var request = ByteBuffer()
            request.append("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            pool.send(OutboundRequest(method: .get, bytes: request)) {
                continuation.resume(returning: $0)
            }
        }
    }
}
