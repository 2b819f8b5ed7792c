import Bytes
import Decoding

extension MessagePhrases {
    /// The account in a line of an access log that fits no format: what stands between the client and
    /// the time, as in `203.0.113.9 - jan [10/Oct/2024:13:55:36 +0200]`.
    static func loggedUser(_ text: Span<UInt8>) -> MessageCursor.Find? {
        guard let time = accessTime(text) else { return nil }
        var client: Int?
        var position = 0
        while position < time {
            var end = position
            while end < time, text[end] != UInt8(ascii: " ") { end += 1 }
            // A line without an address has the client's name first.
            if client == nil || MessageExtent.beginsAddress(text, at: position) { client = end }
            position = end + 1
        }
        guard var start = client else { return nil }
        // The ident of nearly every server is a dash.
        while start + 2 < time, text[start + 1] == UInt8(ascii: "-"),
            text[start + 2] == UInt8(ascii: " ")
        {
            start += 2
        }
        let end = time - 1
        return start + 1 < end
            ? MessageCursor.Find(range: start + 1..<end, meaning: .user) : nil
    }

    /// The bracket of a time of the common log format with a space before it.
    private static func accessTime(_ text: Span<UInt8>) -> Int? {
        var position = 1
        let last = min(text.count - timeHead, farthestTime)
        while position <= last {
            if text[position] == UInt8(ascii: "["), text[position - 1] == UInt8(ascii: " "),
                text[position + 3] == UInt8(ascii: "/"), text[position + 7] == UInt8(ascii: "/"),
                text[position + 12] == UInt8(ascii: ":"), ASCII.isDigit(text[position + 1]),
                ASCII.isDigit(text[position + 2]), ASCII.isLetter(text[position + 4])
            {
                return position
            }
            position += 1
        }
        return nil
    }

    /// `[10/Oct/2024:`.
    private static let timeHead = 13
    /// What stands behind this is no head of a line.
    private static let farthestTime = 512
}
