import Bytes
import Decoding
import Transport

/// Finds the address of a visitor behind the proxies that the configuration trusts.
///
/// The address is read for two purposes: to tell visitors without ids apart when it is decided
/// whether a browser is a rare one, and to find undelivered events again when their visitor
/// withdraws. It is hashed there and not kept.
struct ClientAddress: Sendable {
    /// Blocks whose `X-Forwarded-For` is believed.
    let trusted: [AddressBlock]

    /// Appends the address in network byte order; nothing if it is not known.
    ///
    /// Of a chain of proxies the last address that is not trusted counts: what stands left of it
    /// was written by whoever it belongs to.
    func appendAddress(of request: borrowing HTTPRequest, into output: inout ByteBuffer) {
        var host = ByteBuffer()
        request.peer.appendHost(to: &host)
        read(host.span, into: &output)
        host.wipeAll()
        guard isTrusted(output.span), request.head.headers.count(of: .xForwardedFor) == 1,
            let range = request.head.headers.first(.xForwardedFor)
        else { return }
        let list = request.bytes.extracting(range)
        var end = list.count
        while end > 0 {
            var start = end
            while start > 0, list[start - 1] != UInt8(ascii: ",") { start -= 1 }
            var entry = start..<end
            while let first = entry.first, list[first] == UInt8(ascii: " ") { entry.removeFirst() }
            while let last = entry.last, list[last] == UInt8(ascii: " ") { entry.removeLast() }
            read(list.extracting(entry), into: &output)
            guard isTrusted(output.span), start > 0 else { return }
            end = start - 1
        }
    }

    private func isTrusted(_ address: Span<UInt8>) -> Bool {
        !address.isEmpty && trusted.contains { $0.contains(address) }
    }

    /// Replaces `output` by the bytes of an address in text form; of an IPv4 address inside an IPv6
    /// one those four bytes.
    private func read(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        output.wipeAll()
        guard let address = IPAddress(text) else { return }
        if let mapped = address.embeddedIPv4, mapped.kind == .mapped {
            return append(UInt64(mapped.address), bytes: 4, into: &output)
        }
        switch address {
        case .v4(let number): append(UInt64(number), bytes: 4, into: &output)
        case .v6(let high, let low):
            append(high, bytes: 8, into: &output)
            append(low, bytes: 8, into: &output)
        }
    }

    private func append(_ number: UInt64, bytes: UInt64, into output: inout ByteBuffer) {
        for index in (0..<bytes).reversed() {
            output.append(UInt8(truncatingIfNeeded: number &>> (8 * index)))
        }
    }
}
