import Bytes

/// Wordings of servers around names of people, hosts and messages.
///
/// In doubt a word behind `user` is a name: what is lost is a word of a message.
enum MessagePhrases {
    private enum Phrase: Sendable {
        /// The word before an account: `user`, `username:`, `login`.
        case user
        /// `for jan from 198.51.100.23`, `FOR jan, Authentication failure`.
        case target
        /// `by jan(uid=1000)`.
        case actor
        /// A mail service's function or a source of accounts before a bracket: `imap(jan)`.
        case service
        /// `hostname mail.example.net does not resolve`.
        case host
        /// The number of a message: `queued as 4XP0aB1c`, `Queue-ID: 4XP0aB1c`.
        case queue
        /// `header Subject: …`.
        case header
        /// `authentication failed: UGFzc3dvcmQ6`.
        case challenge
        /// `Duplicate entry 'jan@example.com'`.
        case entry
        /// `Value: …` of a rule that matched.
        case matched
        /// `PHP   2. …`.
        case frame
    }

    private static let words = WordTable<Phrase>([
        (
            .user,
            [
                "user", "users", "username", "user_name", "user_login", "login", "account",
                "gebruiker", "gebruikersnaam", "benutzer", "benutzername", "utilisateur",
                "client_name",
                "usr", "uname",
            ]
        ),
        (.target, ["for"]), (.actor, ["by"]), (.host, ["hostname"]),
        (
            .service,
            [
                "imap", "pop3", "lmtp", "lda", "auth", "auth-worker", "passwd-file", "sql", "pam",
                "passwd", "ldap", "static", "managesieve", "submission", "doveadm",
                "indexer-worker",
                "quota-status",
            ]
        ),
        (.queue, ["queued", "queue-id", "queued_as", "mail_id", "notification"]),
        (.header, ["header"]), (.challenge, ["authentication"]), (.matched, ["value"]),
        (.entry, ["entry"]),
        (.frame, ["php"]),
    ])

    private static let userNames = WordTable<Bool>([
        (
            true,
            [
                "user", "username", "login", "ruser", "logname", "acct", "account", "uname",
                "user_login", "user_name", "log", "gebruiker", "gebruikersnaam", "benutzer",
                "utilisateur", "original_user", "master_user", "auth_user",
            ]
        ),
        (false, ["pass", "passphrase", "sid", "sess", "nonce"]),
    ])

    /// What stands behind the name and an equals sign, if it is an account or a secret.
    static func meaning(of name: Span<UInt8>) -> MessageCursor.Meaning? {
        userNames[name].map { $0 ? .user : .token }
    }

    /// What follows `word`.
    static func match(_ text: Span<UInt8>, word: Range<Int>) -> MessageCursor.Find? {
        guard let phrase = words[text.extracting(word)] else { return nil }
        let end = word.upperBound
        switch phrase {
        case .user: return MessageUsers.named(text, from: end).map(user)
        case .target: return MessageUsers.target(text, word: word).map(user)
        case .actor: return MessageUsers.actor(text, from: end).map(user)
        case .service: return MessageUsers.inBrackets(text, from: end).map(user)
        case .host:
            return token(text, from: end, after: " ").map {
                MessageCursor.Find(range: $0, meaning: .host)
            }
        case .queue:
            return (token(text, from: end, after: " as ") ?? token(text, from: end, after: ": "))
                .map { MessageCursor.Find(range: $0, meaning: .token) }
        case .header: return header(text, from: end)
        case .challenge: return challenge(text, from: end)
        case .entry:
            guard text.hasPrefix(" '", from: end) else { return nil }
            return MessageExtent.enclosed(text, from: end + 1).map {
                MessageCursor.Find(range: $0, meaning: .text)
            }
        case .matched:
            guard text.hasPrefix(": `", from: end) else { return nil }
            return MessageExtent.enclosed(text, from: end + 2).map {
                MessageCursor.Find(range: $0, meaning: .text)
            }
        case .frame:
            return MessageFrames.listed(text, from: end).map {
                MessageCursor.Find(range: $0, meaning: .text)
            }
        }
    }

    /// A name at the very beginning: `jan : TTY=pts/0` (sudo), `(jan) CMD` (cron), `[jan] FAIL LOGIN`.
    static func opening(_ text: Span<UInt8>) -> MessageCursor.Find? {
        if let user = loggedUser(text) { return user }
        var start = 0
        while start < text.count, text[start] == UInt8(ascii: " ") { start += 1 }
        guard start < text.count else { return nil }
        let bracket = text[start]
        if bracket == UInt8(ascii: "(") || bracket == UInt8(ascii: "[") {
            let close: UInt8 = bracket == UInt8(ascii: "(") ? 0x29 : 0x5D
            var end = start + 1
            while end < text.count, end - start < longestName, text[end] != close { end += 1 }
            guard end < text.count, text[end] == close, end > start + 1 else { return nil }
            let isCron = bracket == UInt8(ascii: "(")
            guard
                isCron
                    ? isUpper(text, from: end + 2)
                    : text.hasPrefix(" OK ", from: end + 1)
                        || text.hasPrefix(" FAIL ", from: end + 1)
            else { return nil }
            return user(start + 1..<end)
        }
        var end = start
        while end < text.count, text[end] > 0x20 { end += 1 }
        return text.hasPrefix(" : TTY=", from: end) || text.hasPrefix(" : PWD=", from: end)
            || text.hasPrefix(" : command", from: end) || text.hasPrefix(" : user ", from: end)
            ? user(start..<end) : nil
    }

    /// What a client calls itself: `<jan-pc>: Helo command rejected`, or the name behind the hardware
    /// address that it got a lease for, or before its address; without brackets.
    static func enclosedName(_ text: Span<UInt8>, at open: Int) -> Range<Int>? {
        if text[open] == UInt8(ascii: "(") {
            let end = bracketEnd(text, from: open + 1)
            guard end > open + 1 else { return nil }
            if text.hasPrefix(" [", from: end + 1),
                MessageExtent.holdsAddress(text, bracketAt: end + 2)
            {
                return open + 1..<end
            }
            guard open >= 18, text[open - 1] == UInt8(ascii: " ") else { return nil }
            for index in 0..<17 {
                let byte = text[open - 18 + index]
                let isRight =
                    index % 3 == 2
                    ? byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-")
                    : ASCII.isHexDigit(byte)
                guard isRight else { return nil }
            }
            return open + 1..<end
        }
        var end = open + 1
        while end < text.count, end - open < longestName, text[end] > 0x20,
            text[end] != UInt8(ascii: ">")
        {
            end += 1
        }
        guard end > open + 1 else { return nil }
        for reason in rejected where text.hasPrefix(reason, from: end) { return open + 1..<end }
        return nil
    }

    private static func bracketEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, end - start < longestName, text[end] != UInt8(ascii: ")") {
            end += 1
        }
        return end
    }

    private static let rejected: [StaticString] = [
        ">: Helo ", ">: Sender ", ">: Recipient ", ">: Relay ", ">: Client ",
    ]

    private static func user(_ range: Range<Int>) -> MessageCursor.Find {
        MessageCursor.Find(range: range, meaning: .user)
    }

    /// Three capitals: `CMD`, `RELOAD`.
    private static func isUpper(_ text: Span<UInt8>, from start: Int) -> Bool {
        guard start + 3 <= text.count else { return false }
        for index in start..<start + 3 where text[index] &- 0x41 >= 26 { return false }
        return true
    }

    /// What stands behind `opening` up to a blank or bracket, without punctuation at its end.
    private static func token(
        _ text: Span<UInt8>, from start: Int, after opening: StaticString
    ) -> Range<Int>? {
        guard text.hasPrefix(opening, from: start) else { return nil }
        let first = start + opening.utf8CodeUnitCount
        var end = first
        while end < text.count, !endsToken(text[end]) { end += 1 }
        while end > first, !MessageCursor.isWordByte(text[end - 1]) { end -= 1 }
        return end > first ? first..<end : nil
    }

    private static func endsToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        default: false
        }
    }

    /// The text of a header up to the last ` from ` of the mail server itself.
    private static func header(_ text: Span<UInt8>, from end: Int) -> MessageCursor.Find? {
        guard end < text.count, text[end] == UInt8(ascii: " ") else { return nil }
        let name = MessageCursor.wordEnd(text, from: end + 1)
        guard name > end + 1, text.hasPrefix(": ", from: name) else { return nil }
        let start = name + 2
        var last = text.count
        var position = start
        while position < text.count {
            if text.hasPrefix(" from ", from: position)
                || text.hasPrefix("; from=<", from: position)
            {
                if text[position] == UInt8(ascii: " ") || last == text.count { last = position }
            }
            position += 1
        }
        return last > start
            ? MessageCursor.Find(range: start..<last, meaning: .text) : nil
    }

    /// A challenge of SASL other than the two that only say `Username:` and `Password:`.
    private static func challenge(_ text: Span<UInt8>, from end: Int) -> MessageCursor.Find? {
        guard text.hasPrefix(" failed: ", from: end) else { return nil }
        let start = end + 9
        var stop = start
        while stop < text.count, text[stop] > 0x20, text[stop] != UInt8(ascii: ",") { stop += 1 }
        let word = text.extracting(start..<stop)
        guard stop == text.count || text[stop] == UInt8(ascii: ","), !word.isEmpty,
            !word.equals("UGFzc3dvcmQ6"), !word.equals("VXNlcm5hbWU6"),
            !word.equals("UGFzc3dvcmQ6AA==")
        else { return nil }
        return MessageCursor.Find(range: start..<stop, meaning: .token)
    }

    static let longestName = 128
}
