import Bytes
import Transport

/// What a chunked decoder said, and what it decoded.
struct ChunkedSnapshot: Equatable {
    var progress: ParseProgress
    var body: [UInt8]
    /// How many bytes were consumed, of all that were given.
    var consumed: Int

    /// Feeds `bytes` in pieces, giving back what was not consumed as the contract asks.
    static func decode(
        _ bytes: [UInt8], step: Int, limit: Int = 1024, limits: HTTPLimits = HTTPLimits()
    ) -> ChunkedSnapshot {
        var decoder = ChunkedDecoder(limits: limits)
        var body = ByteBuffer()
        var start = 0
        var end = 0
        while true {
            end = min(end + max(step, 1), bytes.count)
            let (consumed, progress) = decoder.decode(
                bytes.span.extracting(start..<end), into: &body, limit: limit)
            start += consumed
            if progress != .needMore || end == bytes.count {
                return ChunkedSnapshot(progress: progress, body: body.span.array, consumed: start)
            }
        }
    }
}
