package import Bytes

/// Host names in the one form in which they are compared.
package enum HostName {
    /// Longest name and longest label (RFC 1035 2.3.4); who has longer ones is nobody's own host.
    private static let longestName = 255
    private static let longestLabel = 63

    /// Appends `host` in lower case, without one trailing dot, other scripts in Punycode.
    ///
    /// `false`, with nothing appended, for what is no UTF-8, too long, empty, or holds an escape or
    /// a byte that no name has. Of IDNA (UTS 46) this is the part that host names of shops need:
    /// full-width letters and the ideographic full stops become ASCII; Latin, Greek and Cyrillic
    /// letters become lower case; a letter with a combining accent becomes one letter where Latin-1
    /// has it. Other letters are taken as they are, and a label with invisible characters equals
    /// none. `xn--` labels are taken by their letters: two of them are equal if they are written
    /// equally. Tabs and line breaks are skipped, as browsers do.
    package static func appendCanonical(
        _ host: Span<UInt8>, into output: inout ByteBuffer
    ) -> Bool {
        let first = output.count
        if write(host, into: &output), output.count > first { return true }
        output.truncate(to: first)
        return false
    }

    private static func write(_ host: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        let first = output.count
        var label = Label()
        var offset = 0
        while offset < host.count {
            guard let length = UTF8Sequence.length(at: offset, in: host) else { return false }
            let scalar = UTF8Sequence.scalar(at: offset, length: length, in: host)
            offset += length
            if length == 1, URLParts.isSkipped(host[offset - 1]) { continue }
            let folded = CaseFolding.folded(scalar)
            guard folded == UInt32(UInt8(ascii: ".")) else {
                guard label.take(folded) else { return false }
                continue
            }
            guard label.count > 0, label.write(into: &output) else { return false }
            output.append(UInt8(ascii: "."))
            label = Label()
        }
        if label.count > 0 {
            guard label.write(into: &output) else { return false }
        } else if output.count > first {
            output.truncate(to: output.count - 1)
        }
        return output.count - first <= longestName
    }

    /// The folded characters of one label.
    private struct Label {
        private var values: [63 of UInt32] = .init(repeating: 0)
        private(set) var count = 0
        private var isASCII = true

        init() {}

        /// `false` for a byte that no host name has, and when the label is full.
        mutating func take(_ scalar: UInt32) -> Bool {
            if count > 0, let composed = CaseFolding.composed(values[count - 1], scalar) {
                values[count - 1] = composed
                isASCII = false
                return true
            }
            if scalar < 0x80 {
                let byte = UInt8(truncatingIfNeeded: scalar)
                guard
                    ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-")
                        || byte == UInt8(ascii: "_")
                else { return false }
            } else {
                isASCII = false
            }
            guard count < HostName.longestLabel else { return false }
            values[count] = scalar
            count += 1
            return true
        }

        func write(into output: inout ByteBuffer) -> Bool {
            if isASCII {
                for index in 0..<count {
                    output.append(UInt8(truncatingIfNeeded: values[index]))
                }
                return true
            }
            // Four bytes for each character at most.
            var text: [252 of UInt8] = .init(repeating: 0)
            var length = 0
            for index in 0..<count {
                UTF8Sequence.encode(values[index]) { byte in
                    text[length] = byte
                    length += 1
                }
            }
            output.append("xn--")
            return Punycode.encode(text.span.extracting(0..<length), into: &output)
        }
    }
}
