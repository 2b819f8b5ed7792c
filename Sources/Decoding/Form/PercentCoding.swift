package import Bytes

/// Percent-encoding (RFC 3986 2.1) and its `+` variant of HTML forms.
package enum PercentCoding {
    /// The bytes that an encoder leaves as they are; never one above 0x7E.
    package struct Set: Sendable {
        private let low: UInt64
        private let high: UInt64

        private init(punctuation: StaticString) {
            var low: UInt64 = 0
            var high: UInt64 = 0
            for byte in UInt8(0x21)...0x7E {
                var member = ASCII.isAlphanumeric(byte)
                for index in 0..<punctuation.utf8CodeUnitCount
                where unsafe punctuation.utf8Start[index] == byte {
                    member = true
                }
                guard member else { continue }
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
            }
            self.low = low
            self.high = high
        }

        /// Letters, digits and `-._~` (RFC 3986 2.3): for names and values of a form or a query.
        package static let formValue = Set(punctuation: "-._~")
        /// What a path segment may hold (RFC 3986 3.3 `pchar`).
        package static let pathSegment = Set(punctuation: "-._~!$&'()*+,;=:@")
        /// A whole path: segments and the slashes between them.
        package static let path = Set(punctuation: "-._~!$&'()*+,;=:@/")

        /// Whether `byte` stays as it is.
        package func contains(_ byte: UInt8) -> Bool {
            let word = byte < 64 ? low : high
            return byte < 128 && word &>> UInt64(byte & 63) & 1 == 1
        }
    }

    /// Whether decoding would change `input`.
    @inline(__always)
    package static func needsDecoding(_ input: Span<UInt8>, plusIsSpace: Bool) -> Bool {
        let percent = UInt8(ascii: "%")
        let plus = plusIsSpace ? UInt8(ascii: "+") : percent
        if input.count <= shortInput { return holds(percent, plus, input) }
        return input.offset(of: percent, or: plus, from: 0) < input.count
    }

    /// Appends `input` with `%XX` (and `+`, if asked) resolved, once; says if it was well formed.
    ///
    /// A `%` without two hexadecimal digits stays literal, as browsers do (WHATWG URL 1.3).
    @discardableResult
    package static func decode(
        _ input: Span<UInt8>, plusIsSpace: Bool, into output: inout ByteBuffer
    ) -> Bool {
        let percent = UInt8(ascii: "%")
        let plus = plusIsSpace ? UInt8(ascii: "+") : percent
        // Most names are shorter than a vector: a look at each byte is cheaper than filling one.
        if input.count <= shortInput, !holds(percent, plus, input) {
            output.append(input)
            return true
        }
        var wellFormed = true
        var position = 0
        while position < input.count {
            let special = input.offset(of: percent, or: plus, from: position)
            output.append(input, position..<special)
            guard special < input.count else { break }
            position = special + 1
            if input[special] != percent {
                output.append(UInt8(ascii: " "))
            } else if special + 2 < input.count,
                let high = ASCII.hexValue(input[special + 1]),
                let low = ASCII.hexValue(input[special + 2])
            {
                output.append(high << 4 | low)
                position = special + 3
            } else {
                output.append(percent)
                wellFormed = false
            }
        }
        return wellFormed
    }

    /// What two words hold.
    private static let shortInput = 16

    /// Whether one of two bytes is among at most ``shortInput``; neither is zero.
    @inline(__always)
    private static func holds(_ first: UInt8, _ second: UInt8, _ input: Span<UInt8>) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        func has(_ word: UInt64, _ byte: UInt8) -> Bool {
            // A byte of the difference is zero where the word has the one that is looked for.
            let difference = word ^ ones &* UInt64(byte)
            return (difference &- ones) & ~difference & 0x8080_8080_8080_8080 != 0
        }
        let head = input.word(at: 0)
        if has(head, first) || has(head, second) { return true }
        guard input.count > 8 else { return false }
        let tail = input.word(at: input.count &- 8)
        return has(tail, first) || has(tail, second)
    }

    /// Appends `input` with every byte outside `allowed` as `%XX`, upper case (RFC 3986 2.1).
    package static func encode(
        _ input: Span<UInt8>, allowing allowed: Set, into output: inout ByteBuffer
    ) {
        output.reserve(input.count)
        var copied = 0
        for index in input.indices where !allowed.contains(input[index]) {
            let byte = input[index]
            output.append(input, copied..<index)
            output.append(UInt8(ascii: "%"))
            output.append(ASCII.upperHexDigit(byte >> 4))
            output.append(ASCII.upperHexDigit(byte & 15))
            copied = index &+ 1
        }
        output.append(input, copied..<input.count)
    }
}
