import Bytes
import Decoding
import Testing

@testable import Privacy

/// What goes out of a message by its wording alone.
@Suite struct MessageTextTests {
    private func scrubbed(_ text: String, _ values: [FieldDefinition] = []) -> String {
        let profile = Profile(
            name: "anonymous", events: [.freeText: .scrub],
            logs: [.technical: .keep, .ip: .truncateAddress])
        var engine = LogAnonymizer(options: EngineOptions())
        var output = ByteBuffer()
        let names = MessageValues(values, profile: profile)
        engine.scrubText(Array(text.utf8).span, values: names, into: &output)
        return output.span.string
    }

    @Test(arguments: [
        ("user jan.janssens not found: /admin/", "user {userid} not found: /admin/"),
        ("user jan janssens not found: /", "user {userid} not found: /"),
        ("user jan: authentication failure", "user {userid}: authentication failure"),
        (#"user "jan": password mismatch"#, #"user "{userid}": password mismatch"#),
        (#"user "j" an": password mismatch"#, #"user "{userid}": password mismatch"#),
        ("user 'jan'@'198.51.100.23' denied", "user '{userid}'@'198.51.100.0' denied"),
        ("for /admin username: jan IP: x", "for /admin username: {userid} IP: x"),
        (
            "Failed password for jan from 198.51.100.23",
            "Failed password for {userid} from 198.51.100.0"
        ),
        (
            "Failed password for invalid user jan from 2001:db8:: port 2",
            "Failed password for invalid user {userid} from 2001:db8:: port 2"
        ),
        ("Invalid user a from 10.0.0.1 b from 10.0.0.2", "Invalid user {userid} from 10.0.0.0"),
        (
            "opened for user jan(uid=1000) by piet(uid=0)",
            "opened for user {userid}(uid=1000) by {userid}(uid=0)"
        ),
        ("New session 3 of user jan.", "New session 3 of user {userid}."),
        (
            "FROM tty1 FOR jan, Authentication failure",
            "FROM tty1 FOR {userid}, Authentication failure"
        ),
        ("auth failed for jan : wrong", "auth failed for {userid} : wrong"),
        ("jan : TTY=pts/0 ; x", "{userid} : TTY=pts/0 ; x"),
        ("(jan) CMD (x)", "({userid}) CMD (x)"),
        ("[jan] FAIL LOGIN: Client x", "[{userid}] FAIL LOGIN: Client x"),
        ("login=jan x", "login={userid} x"),
        ("imap(jan)<12>: x", "imap({userid})<12>: x"),
        ("passwd-file(jan,2001:db8::): x", "passwd-file({userid},2001:db8::): x"),
    ])
    func `accounts go by what servers say of them`(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
        #expect(scrubbed(expected) == expected)
    }

    @Test(arguments: [
        "User unknown in virtual alias table", "user not found", "the user agent is missing",
        "waiting for response from upstream", "for the record", "login (auth failed, 1 attempts)",
        "Failed password for root from", "written by hand", "users are waiting",
        "#1 in the list", "#2 {main}", "PHP 8.2", "value: 12", "no entry here",
        "DELETE /cart HTTP/1.1", "Select a 'size' please",
    ])
    func `sentences without a name stay`(text: String) { #expect(scrubbed(text) == text) }

    @Test(arguments: [
        ("#0 /a.php(12): pay('jan', 1)", "#0 /a.php(12): pay(...)"),
        ("#1 [internal function]: {closure}('jan')", "#1 [internal function]: {closure}(...)"),
        (
            #"x\n#0 /a.php(1): f('a(')\n#1 /b.php(2): g("jan)")\n#2 {main}"#,
            #"x\n#0 /a.php(1): f(...)\n#1 /b.php(2): g(...)\n#2 {main}"#
        ),
        ("#0 /a.php(12): pay('jan", "#0 /a.php(12): pay(..."),
        ("PHP   2. pay($a = 'jan') /a.php:12", "PHP   2. pay(...) /a.php:12"),
        ("#0 /a.php(1): f()", "#0 /a.php(1): f()"),
    ])
    func `arguments of stack frames go`(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
        #expect(scrubbed(expected) == expected)
    }

    @Test(arguments: [
        (
            "SELECT a FROM b WHERE c = 'jan' AND d = 12 LIMIT 10",
            "SELECT a FROM b WHERE c = 'S' AND d = N LIMIT 10"
        ),
        (
            #"INSERT INTO b VALUES ("it''s", 'x\'y', 1, 'jan"#,
            "INSERT INTO b VALUES (\"S\", 'S', N, 'S"
        ),
        ("Duplicate entry 'jan' for key 'a'", "Duplicate entry '...' for key 'a'"),
    ])
    func `literals of statements go`(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
        #expect(scrubbed(expected) == expected)
    }

    @Test(arguments: [
        ("from jan-pc.example[198.51.100.23]:25", "from unknown[198.51.100.0]:25"),
        ("connect from unknown[2001:db8:1:2::3]", "connect from unknown[2001:db8:1::]"),
        ("for jan.example [198.51.100.23] failed", "for unknown [198.51.100.0] failed"),
        ("to 00:16:3e:aa:bb:cc (iPhone-van-Jan) via", "to {mac} (-) via"),
        ("<jan-pc>: Helo command rejected", "<->: Helo command rejected"),
        ("H=a (jan-pc) [2001:db8::]", "H=a (-) [2001:db8::]"), ("array[1] of 2", "array[1] of 2"),
        ("queued as 4XP0aB1c)", "queued as -)"),
        ("from jan.p@x.example[198.51.100.23]", "from unknown[198.51.100.0]"),
        ("client=jan+a=b@x.example[198.51.100.23]", "unknown[198.51.100.0]"),
        ("client=x.example[198.51.100.23]", "client=unknown[198.51.100.0]"),
        ("(o'jan@x.example[198.51.100.23])", "(unknown[198.51.100.0])"),
        ("'x.example[198.51.100.23]'", "'unknown[198.51.100.0]'"),
        ("from jan@[198.51.100.23]", "from unknown[198.51.100.0]"),
        ("from x.example.[198.51.100.23]", "from unknown[198.51.100.0]"),
        ("from - [198.51.100.23]", "from - [198.51.100.0]"),
        (
            "from 2001:db8:1:2:a1b2:c3d4:e5f6:789a[198.51.100.23]",
            "from unknown[198.51.100.0]"
        ),
        ("from 2001:db8:1:2::unknown[198.51.100.23]", "from unknown[198.51.100.0]"),
        ("for jan@x.example [198.51.100.23] failed", "for unknown [198.51.100.0] failed"),
        (
            "hostname 2001:db8:1:2:a1b2:c3d4:e5f6:789a does not resolve",
            "hostname unknown does not resolve"
        ),
        ("sieve: jan@x.example: msgid=<a>: x", "sieve: -: msgid=<a>: x"),
        ("authentication failed: amFu, x", "authentication failed: -, x"),
        ("authentication failed: UGFzc3dvcmQ6", "authentication failed: UGFzc3dvcmQ6"),
        (
            "header Subject: Jan from x from unknown[2001:db8::]; from=<>",
            "header Subject: ... from unknown[2001:db8::]; from=<>"
        ),
    ])
    func `hosts and numbers of mails go`(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
        #expect(scrubbed(expected) == expected)
    }

    @Test(arguments: [
        ("to=<jan@x.example>, size=12", "to=<->, size=12"), ("to=<>, x", "to=<>, x"),
        (#"[to "a"b"] [size "7"]"#, #"[to "-"] [size "7"]"#), ("to=jan size=1", "to=- size=1"),
        ("size=jan@x.example", "size={email}"), ("to='jan", "to='-"), ("into=<jan>", "into=<jan>"),
    ])
    func `values go by their names`(text: String, expected: String) {
        let names = [
            FieldDefinition(pattern: "to", kind: .email),
            FieldDefinition(pattern: "size", kind: .technical),
        ]
        #expect(scrubbed(text, names) == expected)
        #expect(scrubbed(expected, names) == expected)
    }

    @Test func `every cut of a hostile text is read without a trap`() {
        let text = """
            user "a" user (jan) for jan from [2001:db8::] #0 /a(1): f('x' PHP   1. g( <x>: Helo (y) [2001:db8::] \
            SELECT 'a\\' WHERE b = 0x12 header Subject: x queued as a [to "x" sasl_username=a b, by c(uid=
            """
        let bytes = Array(text.utf8)
        for start in bytes.indices {
            for end in start...min(bytes.count, start + 48) {
                var cursor = MessageCursor()
                var last = 0
                let part = bytes.span.extracting(start..<end)
                while let find = cursor.next(in: part, values: .none) {
                    let isInOrder =
                        find.range.lowerBound >= last && find.range.upperBound <= part.count
                    #expect(isInOrder)
                    last = find.range.upperBound
                }
            }
        }
    }
}
