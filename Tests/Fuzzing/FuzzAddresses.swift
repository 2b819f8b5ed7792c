import Bytes
import Privacy

/// Whether what a line gave away by itself is in what became of it.
enum FuzzAddresses {
    /// Fails where an address that stands in `input` in clear stands in `output` too, and, unless only
    /// addresses change, an address of mail.
    static func check(_ input: Span<UInt8>, _ output: Span<UInt8>, isMasking: Bool) {
        var plain = ByteBuffer()
        AddressMasker.mask(input, prefixes: AddressPrefixes(), context: .plain, into: &plain)
        var agent = ByteBuffer()
        AddressMasker.mask(input, prefixes: AddressPrefixes(), context: .userAgent, into: &agent)
        let raw = input.array
        for word in words(of: raw, isPart: isPartOfAddress) where isAddress(raw[word]) {
            let needle = Array(raw[word])
            // What the masker leaves is none: a version, a part of a longer number, a network.
            guard !holds(plain.span.array, needle, isPart: isPartOfAddress),
                !holds(agent.span.array, needle, isPart: isPartOfAddress)
            else { continue }
            FuzzLines.check(
                !holds(output.array, needle, isPart: isPartOfAddress), "an address is left", input,
                output)
        }
        guard !isMasking else { return }
        var scrubbed = ByteBuffer()
        _ = Scrubber.scrub(input, prefixes: AddressPrefixes(), into: &scrubbed)
        for word in words(of: raw, isPart: isPartOfMail) where isMail(raw[word]) {
            let needle = Array(raw[word])
            guard !holds(scrubbed.span.array, needle, isPart: isPartOfMail) else { continue }
            FuzzLines.check(
                !holds(output.array, needle, isPart: isPartOfMail), "an address of mail is left",
                input, output)
        }
    }

    /// Whether the masker finds any address in `text`.
    static func holdsAny(_ text: Span<UInt8>) -> Bool {
        var cut = ByteBuffer()
        let found = AddressMasker.mask(
            text, prefixes: AddressPrefixes(), context: .plain, into: &cut)
        return found > 0
    }

    private static func isAddress(_ word: ArraySlice<UInt8>) -> Bool {
        guard (7...39).contains(word.count) else { return false }
        let dots = word.count { $0 == UInt8(ascii: ".") }
        let colons = word.count { $0 == UInt8(ascii: ":") }
        guard dots == 3 && colons == 0 || colons >= 3 && dots == 0 && word.count >= 12 else {
            return false
        }
        let text = Array(word)
        var cut = ByteBuffer()
        let found = AddressMasker.mask(
            text.span, prefixes: AddressPrefixes(), context: .plain, into: &cut)
        return found == 1 && !cut.span.equals(text.span)
    }

    private static func isMail(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count > 8, let sign = word.firstIndex(of: UInt8(ascii: "@")) else {
            return false
        }
        return sign > word.startIndex + 1 && word[sign...].contains(UInt8(ascii: "."))
    }

    private static func isPartOfAddress(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
    }

    private static func isPartOfMail(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@")
    }

    /// The longest stretches of bytes that `isPart` takes.
    private static func words(of text: [UInt8], isPart: (UInt8) -> Bool) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, isPart(text[end]) { end += 1 }
            if end > start { found.append(start..<end) }
            start = end + 1
        }
        return found
    }

    /// Whether `needle` is one of the words of `text`.
    private static func holds(
        _ text: [UInt8], _ needle: [UInt8], isPart: (UInt8) -> Bool
    ) -> Bool {
        words(of: text, isPart: isPart).contains { text[$0].elementsEqual(needle) }
    }
}
