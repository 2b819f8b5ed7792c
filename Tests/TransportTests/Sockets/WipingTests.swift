import Bytes
import Testing

@Suite struct `A buffer that wipes` {
    private func buffer(_ text: String, capacity: Int = 16) -> ByteBuffer {
        var buffer = ByteBuffer(capacity: capacity)
        buffer.wipe()
        buffer.append(text)
        return buffer
    }

    /// Everything in the storage, from the first readable byte on.
    private func storage(_ buffer: inout ByteBuffer) -> [UInt8] {
        let count = buffer.count
        let room = buffer.room
        _ = unsafe buffer.appendUnsafely(room: room) { (_) throws(Never) in room }
        let all = buffer.span.array
        buffer.truncate(to: count)
        return all
    }

    @Test func `leaves no byte of what was taken from the front`() {
        var buffer = buffer("secretrest")
        buffer.wipeFirst(6)
        #expect(buffer.span.string == "rest")
        buffer.compact()
        #expect(storage(&buffer) == Array("rest".utf8) + [UInt8](repeating: 0, count: 12))
    }

    @Test func `leaves no byte when it moves what stays`() {
        var buffer = buffer("0123456789abcdef")
        buffer.consume(10)
        buffer.reserveWiping(8)
        #expect(buffer.capacity == 16 && buffer.span.string == "abcdef")
        #expect(storage(&buffer) == Array("abcdef".utf8) + [UInt8](repeating: 0, count: 10))
    }

    @Test func `leaves no byte of a piece taken from the middle`() {
        var buffer = buffer("headCHUNKtail")
        buffer.remove(4..<9)
        #expect(buffer.span.string == "headtail")
        #expect(storage(&buffer) == Array("headtail".utf8) + [UInt8](repeating: 0, count: 8))
    }

    @Test func `overwrites in place`() {
        var buffer = buffer("xxHello")
        buffer.consume(2)
        buffer.overwrite(1, with: Array("ipp".utf8).span)
        #expect(buffer.span.string == "Hippo")
    }
}
