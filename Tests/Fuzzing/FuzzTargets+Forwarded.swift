import Bytes
import Decoding

@testable import Gateway
@testable import Transport

// Who a request says that its visitor is, behind the proxies that are trusted.

extension FuzzTargets {
    /// What a trusted proxy added counts, whatever a client wrote in front of it, in the same field or
    /// in one before it.
    ///
    /// The first line is the client's, the rest is of the proxies.
    static func forwardedChain(_ bytes: Span<UInt8>) {
        let end = bytes.firstOffset(of: UInt8(ascii: "\n")) ?? 0
        let client = bytes.extracting(..<end).array
        let own = bytes.extracting((end < bytes.count ? end + 1 : end)...).array
        for kind in [ForwardedKind.list, .elements] {
            let finding = kind.finding([own])
            let before = kind.finding([client, own])
            let joined = kind.finding([client + Array(",".utf8) + own])
            switch finding {
            case .nothing: preconditionFailure("a field says nothing")
            case .unknown:
                // What cannot be read names nobody, and nothing in front of it helps.
                precondition(before == .unknown, "an unknown entry is passed over")
                if kind == .list { precondition(joined == .unknown, "an unknown entry is read") }
            case .known(let address) where !fuzzProxies.contains(address):
                precondition(before == finding, "a field in front chooses the address")
                precondition(
                    joined == finding || kind == .elements && joined == .unknown,
                    "an entry in front chooses the address")
            case .known:
                // All of them are proxies of ours: who is in front of them may be any.
                break
            }
            if kind == .list { precondition(joined == before, "a comma is no new field") }
        }
        for hasPort in [false, true] {
            var chain = ForwardedChain()
            chain.addSingle(own.span, hasPort: hasPort)
            chain.addSingle(client.span, hasPort: hasPort)
            precondition(chain.finding == .unknown, "one of two is chosen")
        }
    }

    /// A request with any fields: of a stranger none counts, and of a proxy none that a client put
    /// before the proxy's own.
    ///
    /// The first byte picks the fields that are read.
    static func clientAddress(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let fields = ClientAddressField.allCases.enumerated()
            .filter { bytes[0] & (1 << $0.offset) != 0 }.map(\.element)
        let lines = bytes.extracting(1...).array
        guard let stranger = found(in: lines, fields, peer: fuzzStranger) else { return }
        precondition(
            stranger == .known(.v4(0xC633_6401)), "a stranger says who it is")
        let usual = ClientAddressField.usual
        guard let plain = found(in: lines, usual, peer: fuzzProxy) else { return }
        _ = found(in: lines, fields, peer: fuzzProxy)
        // 192.0.2.66 is nobody's in what the proxy says; where it ends up known, it was chosen.
        let forged = Array("X-Forwarded-For: 192.0.2.66\r\nForwarded: for=192.0.2.66\r\n".utf8)
        let chosen = IPAddress.v4(0xC000_0242)
        guard plain.address != chosen,
            let second = found(in: forged + lines, usual, peer: fuzzProxy)
        else { return }
        guard case .known(let address) = second else { return }
        if address == chosen {
            // Right only where each of the proxies' own fields names nothing but proxies.
            precondition(isOpen(lines, .list) && isOpen(lines, .elements), "a forged field counts")
        } else {
            precondition(address == plain.address, "a forged field changes who it is")
        }
    }

    /// Whether the fields of one name that `lines` has name no one but proxies, or are not there.
    private static func isOpen(_ lines: [UInt8], _ kind: ForwardedKind) -> Bool {
        var values: [[UInt8]] = []
        for line in lines.split(separator: 0x0A, omittingEmptySubsequences: true) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { break }
            let name = Array(line[..<colon])
            guard name.span.equalsIgnoringCase(kind.name) else { continue }
            var value = Array(line[(colon + 1)...])
            if value.last == 0x0D { value.removeLast() }
            values.append(value)
        }
        switch kind.finding(values) {
        case .nothing: return true
        case .unknown: return false
        case .known(let address): return fuzzProxies.contains(address)
        }
    }

    /// What is known of the visitor; `nil` where the lines are no head.
    private static func found(
        in lines: [UInt8], _ fields: [ClientAddressField], peer: SocketAddress
    ) -> ForwardedChain.Finding? {
        let head = Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8)
        let bytes = head + lines + Array("\r\n\r\n".utf8)
        var request = RequestHead()
        var parser = RequestParser(limits: HTTPLimits())
        guard parser.parse(bytes.span, into: &request) == .complete else { return nil }
        let clients = ClientAddress(trusted: fuzzBlocks, fields: fields)
        var finding = ForwardedChain.Finding.unknown
        // SAFETY: the head is not changed while the request is lent.
        unsafe withUnsafePointer(to: request) { request in
            let request = unsafe HTTPRequest(
                head: request, bytes: bytes.span, body: Span(), peer: RawPeer(peer), isTLS: false)
            var written = ByteBuffer()
            clients.appendAddress(of: request, into: &written)
            finding = clients.address(of: request).map { .known($0) } ?? .unknown
            precondition([0, 4, 16].contains(written.count), "half an address")
        }
        return finding
    }
}

/// A field that proxies add to.
private enum ForwardedKind {
    case list, elements

    var name: StaticString {
        switch self {
        case .list: "x-forwarded-for"
        case .elements: "forwarded"
        }
    }

    func finding(_ values: [[UInt8]]) -> ForwardedChain.Finding {
        var chain = ForwardedChain()
        for value in values {
            switch self {
            case .list: chain.addForwardedFor(value.span, trusted: fuzzProxies)
            case .elements: chain.addForwarded(value.span, trusted: fuzzProxies)
            }
        }
        return chain.finding
    }
}

extension ForwardedChain.Finding {
    fileprivate var address: IPAddress? {
        if case .known(let address) = self { address } else { nil }
    }
}

private let fuzzBlocks = ["10.0.0.0/8", "fd00::/8"].compactMap { try? AddressBlock.read($0).get() }

private let fuzzProxies = AddressSet(
    fuzzBlocks.compactMap { block in
        IPAddress(Array("\(block.address)".utf8).span).map { ($0, block.prefixLength) }
    })

private let fuzzProxy = SocketAddress.ipv4(0x0A00_0001, port: 1)
private let fuzzStranger = SocketAddress.ipv4(0xC633_6401, port: 1)
