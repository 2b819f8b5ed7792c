import Bytes
import Decoding
import Transport

/// Finds the address of a visitor behind the proxies that the configuration trusts.
///
/// The address is read for one purpose: to tell visitors without ids apart when it is decided
/// whether a browser is a rare one. It is hashed there and not kept.
struct ClientAddress: Sendable {
    /// Blocks whose `X-Forwarded-For` is believed.
    let trusted: [AddressBlock]

    /// Appends the address in network byte order; nothing if it is not known.
    ///
    /// Of a chain of proxies the last address that is not trusted counts: what stands left of it
    /// was written by whoever it belongs to.
    func appendAddress(of request: borrowing HTTPRequest, into output: inout ByteBuffer) {
        guard let peer = IPAddress(request.peer.address) else { return }
        guard isTrusted(peer) else { return append(peer, into: &output) }
        guard let range = request.head.headers.first(.xForwardedFor),
            request.head.headers.count(of: .xForwardedFor) == 1
        else { return append(peer, into: &output) }
        let list = request.bytes.extracting(range)
        var end = list.count
        while end > 0 {
            var start = end
            while start > 0, list[start - 1] != UInt8(ascii: ",") { start -= 1 }
            var entry = start..<end
            while let first = entry.first, list[first] == UInt8(ascii: " ") { entry.removeFirst() }
            while let last = entry.last, list[last] == UInt8(ascii: " ") { entry.removeLast() }
            guard let address = IPAddress(list.extracting(entry)) else { return }
            guard isTrusted(address), start > 0 else { return append(address, into: &output) }
            end = start - 1
        }
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        trusted.contains { $0.contains(address) }
    }

    private func append(_ address: IPAddress, into output: inout ByteBuffer) {
        address.appendNetworkBytes(to: &output)
    }
}
