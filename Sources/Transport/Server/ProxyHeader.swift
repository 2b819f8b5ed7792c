import Bytes

/// The header by which a proxy names its client, before the first byte of that client.
///
/// The PROXY protocol of HAProxy (proxy-protocol.txt, 2.1 and 2.2), versions 1 and 2.
struct ProxyHeader: Equatable {
    /// The client's address; `nil` when the proxy speaks for itself or does not know it.
    var client: SocketAddress?
    /// The bytes that the header takes.
    var length: Int

    /// How far the header has arrived.
    enum Progress: Equatable {
        case needMore
        case complete(ProxyHeader)
        case refused(Fault)
    }

    /// Why bytes are no such header; a closed list.
    enum Fault: Error, Equatable {
        case malformed
        /// The checksum does not fit the bytes.
        case checksum
    }

    /// The longest header that is read: addresses and what proxies usually add (2.2.6).
    ///
    /// The connection that sends more pays. Version 1 has a limit of its own.
    static let longest = 4096

    /// The longest line of version 1, with its CRLF.
    static let longestLine = 107

    private static let signature: StaticString = "\r\n\r\n\0\r\nQUIT\n"

    /// Reads a header that begins at the first of `bytes`.
    ///
    /// What it says depends on the bytes alone, not on how they were divided over calls. Refused:
    /// everything that is not exactly one of the two forms.
    static func parse(_ bytes: Span<UInt8>) -> Progress {
        if isBeginning(of: signature, bytes) { return parseBinary(bytes) }
        guard isBeginning(of: "PROXY ", bytes) else { return .refused(.malformed) }
        return parseLine(bytes)
    }

    /// Whether the bytes, as far as they have come, agree with `literal`.
    private static func isBeginning(of literal: StaticString, _ bytes: Span<UInt8>) -> Bool {
        for index in 0..<min(bytes.count, literal.utf8CodeUnitCount) {
            // SAFETY: the index is below the literal's length.
            guard unsafe bytes[index] == literal.utf8Start[index] else { return false }
        }
        return true
    }

    // MARK: Version 1 (2.1)

    private static func parseLine(_ bytes: Span<UInt8>) -> Progress {
        var end = 0
        while end < bytes.count, bytes[end] != 0x0D, bytes[end] != 0x0A { end += 1 }
        guard end + 2 <= longestLine else { return .refused(.malformed) }
        guard end < bytes.count else { return .needMore }
        guard bytes[end] == 0x0D else { return .refused(.malformed) }
        guard end + 1 < bytes.count else { return .needMore }
        guard bytes[end + 1] == 0x0A else { return .refused(.malformed) }
        guard end > 6 else { return .refused(.malformed) }
        let rest = bytes.extracting(6..<end)
        // After UNKNOWN anything may stand on the line.
        let unknown = "UNKNOWN".utf8.count
        if rest.count >= unknown, rest.extracting(..<unknown).equals(Array("UNKNOWN".utf8).span),
            rest.count == unknown || rest[unknown] == 0x20
        {
            return .complete(ProxyHeader(client: nil, length: end + 2))
        }
        guard let client = addresses(rest) else { return .refused(.malformed) }
        return .complete(ProxyHeader(client: client, length: end + 2))
    }

    /// `TCP4` or `TCP6`, two addresses of that family and two ports, with one space between them.
    private static func addresses(_ line: Span<UInt8>) -> SocketAddress? {
        var words: [Range<Int>] = []
        var start = 0
        for index in 0..<line.count where line[index] == 0x20 {
            words.append(start..<index)
            start = index + 1
        }
        words.append(start..<line.count)
        guard words.count == 5, !words.contains(where: \.isEmpty) else { return nil }
        let family = line.extracting(words[0])
        guard let clientPort = port(line.extracting(words[3])),
            let ownPort = port(line.extracting(words[4])),
            let client = SocketAddress.literal(text(line.extracting(words[1])), port: clientPort),
            let own = SocketAddress.literal(text(line.extracting(words[2])), port: ownPort)
        else { return nil }
        switch (client, own) {
        case (.ipv4, .ipv4): return family.equals(Array("TCP4".utf8).span) ? client : nil
        case (.ipv6, .ipv6): return family.equals(Array("TCP6".utf8).span) ? client : nil
        default: return nil
        }
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: bytes.array, as: UTF8.self)
    }

    /// 0 to 65535 without leading zeros.
    private static func port(_ digits: Span<UInt8>) -> UInt16? {
        guard 1...5 ~= digits.count, digits.count == 1 || digits[0] != 0x30 else { return nil }
        var port: UInt32 = 0
        for index in 0..<digits.count {
            guard ASCII.isDigit(digits[index]) else { return nil }
            port = port * 10 + UInt32(digits[index] - 0x30)
        }
        return UInt16(exactly: port)
    }

    // MARK: Version 2 (2.2)

    /// Signature, version and command, family, length.
    private static let fixedLength = 16

    private static func parseBinary(_ bytes: Span<UInt8>) -> Progress {
        // What is certain does not wait for the rest.
        if bytes.count > 12, bytes[12] != 0x20, bytes[12] != 0x21 { return .refused(.malformed) }
        guard bytes.count >= fixedLength else { return .needMore }
        let length = fixedLength + number(bytes, 14)
        guard length <= longest else { return .refused(.malformed) }
        let isOwn = bytes[12] == 0x20
        guard let addressLength = addressLength(bytes[13], isOwn: isOwn),
            fixedLength + addressLength <= length
        else { return .refused(.malformed) }
        guard bytes.count >= length else { return .needMore }
        let header = bytes.extracting(..<length)
        do throws(Fault) {
            try checkExtensions(header, from: fixedLength + addressLength)
        } catch {
            return .refused(error)
        }
        let client = isOwn ? nil : address(header)
        return .complete(ProxyHeader(client: client, length: length))
    }

    /// The bytes of the two addresses of a family; `nil` for one that cannot be here.
    ///
    /// A proxy that speaks for itself may name any, and its addresses are skipped.
    private static func addressLength(_ family: UInt8, isOwn: Bool) -> Int? {
        switch family {
        case 0x00: 0
        case 0x11: 12
        case 0x21: 36
        case 0x31: 216
        // Datagrams do not come on a connection.
        case 0x12 where isOwn: 12
        case 0x22 where isOwn: 36
        case 0x32 where isOwn: 216
        default: nil
        }
    }

    private static func address(_ header: Span<UInt8>) -> SocketAddress? {
        switch header[13] {
        case 0x11:
            let host = UInt32(number(header, 16)) << 16 | UInt32(number(header, 18))
            return .ipv4(host, port: UInt16(number(header, 24)))
        case 0x21:
            return .ipv6(
                high: word(header, 16), low: word(header, 24), zone: 0,
                port: UInt16(number(header, 48)))
        // Of a client on a Unix socket there is nothing to say.
        case 0x31: return .unix(path: "")
        default: return nil
        }
    }

    /// Two bytes in network order.
    private static func number(_ bytes: Span<UInt8>, _ offset: Int) -> Int {
        Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
    }

    private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in offset..<offset + 8 { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    /// Walks over the extensions (2.2.6), which must end with the header; checks the checksum if it
    /// is one of them.
    private static func checkExtensions(
        _ header: Span<UInt8>, from first: Int
    ) throws(Fault) {
        var index = first
        var checksum: Int?
        while index < header.count {
            guard index + 3 <= header.count else { throw .malformed }
            let end = index + 3 + number(header, index + 1)
            guard end <= header.count else { throw .malformed }
            if header[index] == checksumType {
                guard checksum == nil, end - index == 7 else { throw .malformed }
                checksum = index + 3
            }
            index = end
        }
        guard let checksum else { return }
        let sent =
            UInt32(number(header, checksum)) << 16 | UInt32(number(header, checksum + 2))
        guard sent == Self.checksum(header, without: checksum..<checksum + 4) else {
            throw .checksum
        }
    }

    /// `PP2_TYPE_CRC32C` (2.2.3).
    private static let checksumType: UInt8 = 0x03

    /// CRC-32C (RFC 3720 B.4) of the header, its own four bytes taken as zeros.
    static func checksum(_ header: Span<UInt8>, without hole: Range<Int>) -> UInt32 {
        var register = UInt32.max
        for index in 0..<header.count {
            register ^= UInt32(hole.contains(index) ? 0 : header[index])
            for _ in 0..<8 {
                register = register & 1 == 1 ? register >> 1 ^ 0x82F6_3B78 : register >> 1
            }
        }
        return ~register
    }
}
