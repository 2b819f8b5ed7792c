import Bytes

extension ByteBuffer {
    /// Appends a literal as it stands; without the label the compiler would make a `String` of it.
    @inline(__always)
    mutating func append(literal: StaticString) { append(literal) }
}
