package import Bytes
import CZlib

/// Why compressed bytes were not taken.
package enum InflateFault: Error, Equatable {
    /// Not gzip or zlib, damaged, cut, or followed by something else.
    case malformed
    /// More than the caller, or the ratio, allows.
    case tooLarge
}

/// What a compressed body begins with.
package enum Compression: Sendable, Equatable {
    /// RFC 1952.
    case gzip
    /// RFC 1950, what HTTP calls `deflate` (RFC 9110 8.4.1.2).
    case zlib

    /// Output that is always allowed: a short text of spaces is no bomb.
    private static let freeOutput = 65_536
    /// Bytes out for each byte in, above ``freeOutput``.
    ///
    /// Events reach 50, deflate 1032; who packs tighter pays with a refused body.
    private static let maximumRatio = 200
    /// The gzip members in one body.
    ///
    /// Real clients send one; who joins more than this pays with a refused body.
    private static let maximumMembers = 64

    /// The compression that `bytes` seem to have, from their first bytes only.
    ///
    /// Two letters of plain text can look like zlib (`x^`, `h%`): who expects text looks for text
    /// first. A preset dictionary (RFC 1950 2.2) is not recognised.
    package static func sniff(_ bytes: Span<UInt8>) -> Compression? {
        guard bytes.count > 2 else { return nil }
        if bytes[0] == 0x1F { return bytes[1] == 0x8B && bytes[2] == 0x08 ? .gzip : nil }
        let isDeflate = bytes[0] & 0x0F == 8 && bytes[0] >> 4 <= 7
        let isChecked = (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0
        let hasDictionary = bytes[1] & 0x20 != 0
        let isBlock = bytes[2] & 0x06 != 0x06
        return isDeflate && isChecked && !hasDictionary && isBlock ? .zlib : nil
    }

    /// Appends what `bytes`, one whole gzip or zlib body, were made from.
    ///
    /// Several gzip members are joined (RFC 1952 2.2). At most `limit` bytes are appended and
    /// nothing at all when it throws. The memory of zlib is wiped.
    package static func inflate(
        _ bytes: Span<UInt8>, limit: Int, into output: inout ByteBuffer
    ) throws(InflateFault) {
        guard let compression = sniff(bytes) else { throw .malformed }
        guard bytes.count <= Int32.max else { throw .tooLarge }
        let allowed = min(max(limit, 0), freeOutput + bytes.count * maximumRatio)
        let start = output.count
        do throws(InflateFault) {
            guard var stream = InflateStream(compression) else { throw .tooLarge }
            var position = 0
            var members = 0
            while position < bytes.count {
                guard members == 0 || compression == .gzip && stream.restart() else {
                    throw .malformed
                }
                members += 1
                guard members <= maximumMembers else { throw .tooLarge }
                position += try stream.readMember(
                    bytes.extracting(position...), into: &output,
                    room: allowed - (output.count - start))
            }
        } catch {
            output.truncate(to: start)
            throw error
        }
    }
}
