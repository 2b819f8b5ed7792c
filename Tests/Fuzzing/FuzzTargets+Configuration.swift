import Bytes

@testable import Gateway

// The file that a user writes.

extension FuzzTargets {
    /// Any text is a configuration or has mistakes, each at a line of the text.
    static func configuration(_ bytes: Span<UInt8>) {
        check(String(decoding: bytes.array, as: UTF8.self))
    }

    /// The example with a few edits, so that what lies behind the first mistake is reached too.
    ///
    /// Each four bytes are an edit: which, the line, and two for what.
    static func editedConfiguration(_ bytes: Span<UInt8>) {
        var lines = example
        var index = 0
        while index + 3 < bytes.count, index < 4 * 16, !lines.isEmpty {
            let line = Int(bytes[index + 1]) % lines.count
            let (third, fourth) = (Int(bytes[index + 2]), Int(bytes[index + 3]))
            let word = words[(third << 8 | fourth) % words.count]
            switch bytes[index] % 8 {
            case 0: lines.remove(at: line)
            case 1: lines.insert(lines[third % lines.count], at: line)
            case 2: lines.swapAt(line, third % lines.count)
            case 3: lines[line] = String(repeating: " ", count: third % 12) + word + ": x"
            case 4: lines[line] = replacing(fourth, in: lines[line], by: words[third % words.count])
            case 5: lines[line] = String(lines[line].dropFirst(third % 4))
            case 6: lines[line] = " " + lines[line]
            default:
                lines.insert(
                    indent(of: lines[line]) + word + ": " + values[third % values.count],
                    at: line)
            }
            index += 4
        }
        check(lines.joined(separator: "\n"))
    }

    /// Reads a text; every refusal must say where and why.
    private static func check(_ text: String) {
        let count = text.utf8.reduce(into: 1) { $0 += $1 == 0x0A || $1 == 0x0D ? 1 : 0 }
        do {
            let configuration = try Configuration.parse(text, file: "f")
            precondition(!configuration.listeners.isEmpty || !configuration.logs.isEmpty)
            _ = try? ConfigurationSummary.text(configuration)
        } catch {
            guard case .mistakes(let mistakes) = error else {
                preconditionFailure("refused without a line")
            }
            precondition(!mistakes.isEmpty, "refused without a mistake")
            for mistake in mistakes {
                precondition((1...count + 1).contains(mistake.line), "a line that is not there")
                precondition(!mistake.message.isEmpty, "a mistake without words")
                precondition(
                    !mistake.message.utf8.contains { $0 < 0x20 }, "a message of several lines")
            }
        }
    }

    private static func indent(of line: String) -> String {
        String(line.prefix { $0 == " " })
    }

    /// A line with its word at a position replaced.
    private static func replacing(_ position: Int, in line: String, by word: String) -> String {
        var parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        parts[position % parts.count] = word
        return parts.joined(separator: " ")
    }

    private static let example = """
        listen:
          - address: 127.0.0.1:8080
        admin: {address: 127.0.0.1:9090}
        state: ./state
        trusted-proxies: [10.0.0.0/8]
        evidence-days: 100
        sites:
          - name: shop
            hosts: [stats.shop.example, www.shop.example]
            rules: custom
            origins: [https://www.shop.example]
        destinations:
          - name: analytics
            site: shop
            vendor: google-analytics-4
            upstream: https://www.google-analytics.com
            when-granted: forward
            when-denied: aggregate
            when-unknown: drop
          - name: matomo
            site: shop
            vendor: matomo
            upstream: http://127.0.0.1:8081
            mount: /m
            when-granted: forward-anonymous
            allow-private: true
        logs:
          - name: web
            site: shop
            files: [/var/log/nginx/access.log]
            format: combined
            syslog: [{udp: 127.0.0.1:5514}]
            to: [{file: /tmp/out.log}, {statistics: true}]
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

    private static let words: [String] =
        example.flatMap {
            $0.split(whereSeparator: { " :[]{},".contains($0) }).map(String.init)
        } + [
            "tls", "certificate", "key", "proxy-protocol", "durability", "power", "process",
            "spool",
            "max-age", "max-size", "limits", "logging", "level", "format", "json", "text", "run-as",
            "user", "group", "connections", "requests-per-second", "body", "head", "scripts",
            "token",
            "client-certificates", "catalog", "demonstration", "consent", "nl", "fr", "be-strict",
            "&a", "*a", "<<", "!!str", "!!map", "|", ">", "-", "---", "...", "'", "\"", "#", "~",
            "null",
            "true", "false", "0", "-1", "1.5", "9223372036854775808", "${HOME}", "${", "$", "\t",
            "é",
            "[", "]", "{", "}", ",", "?", "@", "unix:/run/a.sock", "[::1]:80", "0.0.0.0:0",
        ]

    private static let values = [
        "", "x", "[]", "{}", "[[[[]]]]", "{a: {b: {c: d}}}", "1", "-1", "1h", "10 MB", "true", "~",
        "&a [*a]", "*a", "|", "\"", "'", "[a, b", "{a: b", "0x10", "1e9", "\u{85}", "\u{FEFF}",
    ]
}
