import Bytes

@testable import Transport

// What a proxy in front says of its client.

extension FuzzTargets {
    /// A header says the same in pieces, never takes more than it has, and is not decided later than at
    /// its longest; the first byte may put a beginning in front.
    static func proxyHeader(_ bytes: Span<UInt8>) {
        guard bytes.count > 1 else { return }
        let beginnings: [[UInt8]] = [
            [], Array("PROXY ".utf8), Array("PROXY TCP4 ".utf8), Array("PROXY TCP6 ".utf8),
            Array("\r\n\r\n\0\r\nQUIT\n".utf8),
            Array("\r\n\r\n\0\r\nQUIT\n\u{21}\u{11}\0\u{0C}".utf8),
            Array("\r\n\r\n\0\r\nQUIT\n\u{21}\u{21}\0\u{24}".utf8),
            Array("\r\n\r\n\0\r\nQUIT\n\u{21}\u{11}\0".utf8),
        ]
        let input = beginnings[Int(bytes[0]) % beginnings.count] + bytes.extracting(1...).array
        let whole = ProxyHeader.parse(input.span)
        var end = 0
        var pieces = ProxyHeader.Progress.needMore
        while pieces == .needMore, end < input.count {
            end += 1
            pieces = ProxyHeader.parse(input.span.extracting(..<end))
        }
        precondition(whole == pieces, "pieces are judged otherwise")
        switch whole {
        case .needMore: precondition(input.count < ProxyHeader.longest, "waits for ever")
        case .complete(let header):
            precondition(header.length == end, "ends elsewhere in pieces")
            precondition(header.length <= ProxyHeader.longest, "longer than the longest")
            // What follows belongs to the client and must not change who it is.
            let more = input[..<end] + Array("GET / HTTP/1.1\r\n".utf8)
            precondition(ProxyHeader.parse(Array(more).span) == whole, "what follows changes it")
        case .refused: break
        }
    }
}
