import Bytes
import Decoding

extension LogAnonymizer {
    /// Appends a line of this format with its fields treated.
    ///
    /// Returns `false` and appends nothing when the line does not fit.
    mutating func anonymize(
        _ line: Span<UInt8>, in format: JSONLogFormat, into output: inout ByteBuffer
    ) -> Bool {
        false
    }
}
