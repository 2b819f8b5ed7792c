import Bytes
import Testing

@Suite struct ASCIITests {
    @Test func `the bytes of a token are those of RFC 9110 and no others`() {
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        for byte in UInt8.min...UInt8.max {
            let isOne = ASCII.isAlphanumeric(byte) || marks.contains(byte)
            #expect(ASCII.isToken(byte) == isOne, "\(byte)")
        }
    }
}
