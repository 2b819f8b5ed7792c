package import Bytes

/// Punycode (RFC 3492): letters of any script written with the letters of host names.
///
/// One label at a time, without the `xn--` before it. What is refused leaves the output as it was.
/// The case annotations of RFC 3492 Appendix A are read as what they are: nothing.
package enum Punycode {
    // RFC 3492 5.
    private static let base: UInt32 = 36
    private static let lowestThreshold: UInt32 = 1
    private static let highestThreshold: UInt32 = 26
    private static let skew: UInt32 = 38
    private static let damp: UInt32 = 700
    private static let initialBias: UInt32 = 72
    private static let initialCode: UInt32 = 0x80

    /// Most characters of a label.
    ///
    /// DNS allows 63 bytes; the rest is for texts that are no host names. Who sends longer ones
    /// pays with a refusal, not with our time.
    private static let longestLabel = 256

    private struct CodePoints {
        var values: [256 of UInt32] = .init(repeating: 0)
        var count = 0
    }

    // MARK: Encoding

    /// Appends `label`, which is UTF-8, in Punycode.
    ///
    /// `false` if it is not UTF-8 or too long. Text that is ASCII gets the delimiter at its end
    /// that the algorithm puts there.
    package static func encode(_ label: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var points = CodePoints()
        var offset = 0
        while offset < label.count {
            guard points.count < longestLabel,
                let length = UTF8Sequence.length(at: offset, in: label)
            else { return false }
            points.values[points.count] = UTF8Sequence.scalar(at: offset, length: length, in: label)
            points.count += 1
            offset += length
        }
        let mark = output.count
        if write(points, into: &output) { return true }
        output.truncate(to: mark)
        return false
    }

    private static func write(_ points: CodePoints, into output: inout ByteBuffer) -> Bool {
        for index in 0..<points.count where points.values[index] < initialCode {
            output.append(UInt8(truncatingIfNeeded: points.values[index]))
        }
        var handled = basicCount(points)
        let basic = handled
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var code = initialCode
        var delta: UInt32 = 0
        var bias = initialBias
        while handled < points.count {
            var next = UInt32.max
            for index in 0..<points.count where points.values[index] >= code {
                next = min(next, points.values[index])
            }
            let (step, overflows) = (next - code).multipliedReportingOverflow(
                by: UInt32(handled + 1))
            let (sum, sumOverflows) = delta.addingReportingOverflow(step)
            guard !overflows, !sumOverflows else { return false }
            delta = sum
            code = next
            for index in 0..<points.count {
                if points.values[index] < code { delta += 1 }
                guard points.values[index] == code else { continue }
                writeNumber(delta, bias, into: &output)
                bias = adapted(delta, UInt32(handled + 1), isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return true
    }

    private static func basicCount(_ points: CodePoints) -> Int {
        var count = 0
        for index in 0..<points.count where points.values[index] < initialCode { count += 1 }
        return count
    }

    private static func writeNumber(
        _ delta: UInt32, _ bias: UInt32, into output: inout ByteBuffer
    ) {
        var rest = delta
        var position = base
        while true {
            let threshold = threshold(position, bias)
            if rest < threshold { break }
            output.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            position += base
        }
        output.append(digit(rest))
    }

    // MARK: Decoding

    /// Appends what `label` stands for, in UTF-8.
    ///
    /// `false` if it holds anything but letters of host names, ends in a number, or stands for
    /// characters that do not exist.
    package static func decode(_ label: Span<UInt8>, into output: inout ByteBuffer) -> Bool {
        var points = CodePoints()
        guard label.count <= longestLabel, read(label, into: &points) else { return false }
        for index in 0..<points.count where Unicode.Scalar(points.values[index]) == nil {
            return false
        }
        for index in 0..<points.count {
            UTF8Sequence.append(points.values[index], to: &output)
        }
        return true
    }

    private static func read(_ label: Span<UInt8>, into points: inout CodePoints) -> Bool {
        var position = 0
        for index in label.indices where label[index] == UInt8(ascii: "-") { position = index }
        for index in 0..<position {
            guard label[index] < 0x80 else { return false }
            points.values[index] = UInt32(label[index])
        }
        points.count = position
        if position > 0 { position += 1 }
        var code = initialCode
        var place: UInt32 = 0
        var bias = initialBias
        while position < label.count {
            let before = place
            guard let sum = readNumber(label, &position, from: place, bias) else { return false }
            let length = UInt32(points.count + 1)
            bias = adapted(sum - before, length, isFirst: before == 0)
            let (next, overflows) = code.addingReportingOverflow(sum / length)
            guard !overflows, points.count < longestLabel else { return false }
            code = next
            place = sum % length
            var index = points.count
            while index > Int(place) {
                points.values[index] = points.values[index - 1]
                index -= 1
            }
            points.values[index] = code
            points.count += 1
            place += 1
        }
        return true
    }

    /// Adds the number at `position`, whose digits are of variable weight, to `start`.
    private static func readNumber(
        _ label: Span<UInt8>, _ position: inout Int, from start: UInt32, _ bias: UInt32
    ) -> UInt32? {
        var sum = start
        var weight: UInt32 = 1
        var column = base
        while position < label.count {
            guard let digit = value(of: label[position]) else { return nil }
            position += 1
            let (product, isTooLarge) = digit.multipliedReportingOverflow(by: weight)
            let (total, overflows) = sum.addingReportingOverflow(product)
            guard !isTooLarge, !overflows else { return nil }
            sum = total
            let threshold = threshold(column, bias)
            if digit < threshold { return sum }
            let (next, weightOverflows) = weight.multipliedReportingOverflow(by: base - threshold)
            guard !weightOverflows else { return nil }
            weight = next
            column += base
        }
        return nil
    }

    // MARK: Numbers

    private static func threshold(_ column: UInt32, _ bias: UInt32) -> UInt32 {
        if column <= bias + lowestThreshold { return lowestThreshold }
        return column >= bias + highestThreshold ? highestThreshold : column - bias
    }

    /// RFC 3492 6.1.
    private static func adapted(_ delta: UInt32, _ count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var column: UInt32 = 0
        while delta > (base - lowestThreshold) * highestThreshold / 2 {
            delta /= base - lowestThreshold
            column += base
        }
        return column + (base - lowestThreshold + 1) * delta / (delta + skew)
    }

    private static func digit(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        return value < 26 ? 0x61 + value : 0x30 + value - 26
    }

    private static func value(of byte: UInt8) -> UInt32? {
        if ASCII.isDigit(byte) { return UInt32(byte - 0x30) + 26 }
        return ASCII.isLetter(byte) ? UInt32((byte | 0x20) - 0x61) : nil
    }
}
