import Bytes

/// Names that machines of people have: `laptop-van-jan`, `Jans-iPhone`, `DESKTOP-4F7K2LQ`.
enum WrappedHost {
    /// Whether the name says that somebody carries the machine about.
    static func isPersonal(_ host: Span<UInt8>) -> Bool {
        var start = 0
        while start < host.count {
            var end = start
            while end < host.count, ASCII.isLetter(host[end]) { end += 1 }
            if end > start, devices[host.extracting(start..<end)] != nil { return true }
            start = end + 1
        }
        return false
    }

    private static let devices = WordTable<Bool>([
        (
            true,
            [
                "laptop", "notebook", "desktop", "macbook", "macbookpro", "macbookair", "imac",
                "iphone", "ipad", "ipod", "android", "galaxy", "huawei", "xiaomi", "oneplus",
                "surface", "chromebook", "thinkpad", "telefoon", "phone", "mbp", "mba", "pc",
            ]
        )
    ])
}

/// Numbers of mails at the beginning of a mail server's message.
enum QueueID {
    /// The end of `1D8CC1CA0A7F` or `4XP0aB1cDz2eF3g` before a colon, or `nil`.
    static func end(_ text: Span<UInt8>) -> Int? {
        var end = 0
        var hasDigit = false
        var isShort = true
        while end < text.count, end <= longest, ASCII.isAlphanumeric(text[end]) {
            if ASCII.isDigit(text[end]) {
                hasDigit = true
            } else if text[end] &- 0x41 >= 6 {
                isShort = false
            }
            end += 1
        }
        guard end >= shortest, end <= longest, end < text.count, text[end] == UInt8(ascii: ":"),
            hasDigit || isShort
        else { return nil }
        return isShort || end >= shortestLong ? end : nil
    }

    /// Microseconds in hexadecimal digits, and at least one of the inode (Postfix `queue_id`).
    private static let shortest = 6
    private static let shortestLong = 10
    private static let longest = 20
}
