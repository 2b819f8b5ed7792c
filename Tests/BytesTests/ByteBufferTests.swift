import Bytes
import Testing

@Suite struct ByteBufferTests {
    @Test("Bytes come out in the order in which they went in, across growth and consumption")
    func keepsOrder() {
        var buffer = ByteBuffer()
        var expected: [UInt8] = []
        for round in 0..<2000 {
            let byte = UInt8(truncatingIfNeeded: round &* 31)
            buffer.append(byte)
            buffer.append([byte, byte &+ 1])
            expected += [byte, byte, byte &+ 1]
            if round % 7 == 0 {
                buffer.consume(2)
                expected.removeFirst(2)
            }
        }
        #expect(buffer.span.array == expected)
    }

    @Test("Decimal numbers are written in full", arguments: [0, 7, 10, -1, Int.max, Int.min])
    func writesDecimals(number: Int) {
        var buffer = ByteBuffer()
        buffer.append(decimal: number)
        #expect(buffer.span.string == String(number))
    }

    @Test("Truncating forgets the end, wiping forgets everything")
    func truncatesAndWipes() {
        var buffer = ByteBuffer(capacity: 8)
        buffer.append("frosted glass")
        buffer.truncate(to: 7)
        #expect(buffer.span.string == "frosted")
        buffer.wipe()
        let isEmpty = buffer.isEmpty
        #expect(isEmpty)
    }

    @Test("A byte is found wherever it stands, and only there", arguments: 0..<130)
    func findsBytes(position: Int) {
        var bytes = [UInt8](repeating: 0x61, count: 130)
        bytes[position] = 0x0A
        let (found, again) = (
            bytes.span.firstOffset(of: 0x0A), bytes.span.firstOffset(of: 0x0A, from: position)
        )
        let other = bytes.span.firstOffset(of: 0x0B)
        let later = bytes.span.extracting((position + 1)...).firstOffset(of: 0x0A)
        #expect(found == position)
        #expect(again == position)
        #expect(other == nil)
        #expect(later == nil)
    }

    @Test("Comparisons look at every byte")
    func compares() {
        let bytes = Array("Content-Type".utf8)
        let results = (
            equal: bytes.span.equals("Content-Type"), other: bytes.span.equals("Content-type"),
            folded: bytes.span.equalsIgnoringCase("content-TYPE"),
            shorter: bytes.span.equalsIgnoringCase("content-typ"),
            tail: bytes.span.hasPrefix("Type", from: 8),
            beyond: bytes.span.hasPrefix("Type!", from: 8)
        )
        #expect(results == (true, false, true, false, true, false))
    }

    @Test("Access outside the readable bytes traps")
    func trapsOutside() async {
        await #expect(processExitsWith: .failure) {
            var buffer = ByteBuffer()
            buffer.append(1)
            buffer.consume(2)
        }
    }
}
