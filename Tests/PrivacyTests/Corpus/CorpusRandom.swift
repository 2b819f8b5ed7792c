/// Random material for the corpora: the same in every run.
struct CorpusRandom {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[int(0...elements.count - 1)]
    }

    mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }

    mutating func text(_ count: Int, of alphabet: String) -> String {
        let letters = Array(alphabet)
        return String((0..<count).map { _ in pick(letters) })
    }

    mutating func digits(_ count: Int) -> String { text(count, of: "0123456789") }

    /// Digits of which the first is not zero.
    mutating func number(_ count: Int) -> String {
        text(1, of: "123456789") + digits(count - 1)
    }

    mutating func hex(_ count: Int) -> String { text(count, of: "0123456789abcdef") }

    mutating func base62(_ count: Int) -> String {
        text(count, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    }

    mutating func base64url(_ count: Int) -> String {
        text(count, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    }

    mutating func base64(_ count: Int) -> String {
        text(count, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    }

    mutating func padded(_ range: ClosedRange<Int>, _ width: Int = 2) -> String {
        let text = String(int(range))
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// The digits in groups of the given sizes.
    func grouped(_ text: String, _ sizes: [Int], _ separator: String) -> String {
        var groups: [String] = []
        var rest = Substring(text)
        for size in sizes {
            if rest.isEmpty { break }
            groups.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        if !rest.isEmpty { groups.append(String(rest)) }
        return groups.joined(separator: separator)
    }

    /// Percent-encodes everything but letters and digits, `times` times.
    func percentEncoded(_ text: String, times: Int = 1) -> String {
        var result = text
        for _ in 0..<times {
            var next = ""
            for byte in result.utf8 {
                let scalar = Unicode.Scalar(byte)
                let isPlain =
                    byte < 0x80 && (scalar.properties.isAlphabetic || (48...57).contains(byte))
                if isPlain || byte == 0x2E || byte == 0x2D || byte == 0x5F {
                    next.unicodeScalars.append(scalar)
                } else {
                    let hex = String(byte, radix: 16, uppercase: true)
                    next += "%" + (hex.count == 1 ? "0" : "") + hex
                }
            }
            result = next
        }
        return result
    }

    func base64(of text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var bits = 0
        var held = 0
        var result = ""
        for byte in text.utf8 {
            bits = bits << 8 | Int(byte)
            held += 8
            while held >= 6 {
                held -= 6
                result.append(alphabet[bits >> held & 63])
            }
        }
        if held > 0 { result.append(alphabet[bits << (6 - held) & 63]) }
        return result
    }
}

/// Check digits, written a second time so that a mistake in the room is seen.
enum CorpusChecks {
    static func luhnDigit(_ text: String) -> Int {
        var sum = 0
        for (place, digit) in text.reversed().enumerated() {
            let value = digit.wholeNumberValue ?? 0
            let doubled = place % 2 == 0 ? value * 2 : value
            sum += doubled / 10 + doubled % 10
        }
        return (10 - sum % 10) % 10
    }

    static func verhoeffDigit(_ text: String) -> Int {
        let product = [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
            [2, 3, 4, 0, 1, 7, 8, 9, 5, 6], [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
            [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
            [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
            [8, 7, 6, 5, 9, 3, 2, 1, 0, 4], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
        ]
        let shift = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
        var check = 0
        for (place, digit) in text.reversed().enumerated() {
            var value = digit.wholeNumberValue ?? 0
            for _ in 0..<(place + 1) % 8 { value = shift[value] }
            check = product[check][value]
        }
        return [0, 4, 3, 2, 1, 5, 6, 7, 8, 9][check]
    }

    static func mod11And10(_ text: String) -> Int {
        var product = 10
        for digit in text {
            var sum = ((digit.wholeNumberValue ?? 0) + product) % 10
            if sum == 0 { sum = 10 }
            product = sum * 2 % 11
        }
        return (11 - product) % 10
    }

    /// The remainder modulo 97 of a text whose letters count from A = 10.
    static func mod97(_ text: String) -> Int {
        var remainder = 0
        for character in text {
            let value = Int(String(character), radix: 36) ?? 0
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
        }
        return remainder
    }

    static func elevenTest(_ text: String) -> Bool {
        var sum = 0
        for (place, digit) in text.enumerated() {
            sum += (digit.wholeNumberValue ?? 0) * (place == 8 ? -1 : 9 - place)
        }
        return sum % 11 == 0
    }

    static func eanDigit(_ text: String) -> Int {
        var sum = 0
        for (place, digit) in text.reversed().enumerated() {
            sum += (digit.wholeNumberValue ?? 0) * (place % 2 == 0 ? 3 : 1)
        }
        return (10 - sum % 10) % 10
    }
}
