import Foundation
import Testing

@testable import Gateway

/// Every change of one line of the shipped example is refused, or is on the list of harmless ones.
@Suite struct MutationTests {
    enum Mutation: String, CaseIterable, Sendable {
        case delete, duplicate, misspellKey, misspellValue, emptyValue
    }

    /// Lines of the example that may change in these ways; all else must be reported.
    ///
    /// What may be deleted has a default that is as strict or stricter, or is one of several entries.
    private static let accepted: [Mutation: Set<String>] = [
        .delete: [
            "  - address: 127.0.0.1:8080", "  - address: \"[::1]:8080\"", "state: ./matglas-state",
            "  hosts: [matglas.zeepwinkel.example]",
            "client-address: [x-forwarded-for, forwarded]", "  head-size: 16KiB",
            "  body-size: 1MiB", "  head-timeout: 10s", "  body-timeout: 30s",
            "  idle-timeout: 60s",
            "    rate-limit: {per-second: 500, burst: 1000, per-network: 100/s}",
            "demonstration: false", "  format: text", "  level: info", "    rules: be-strict",
            "    origins: [https://www.zeepwinkel.example]", "    needs: [statistics]",
            "    when-granted: forward", "    when-denied: drop", "    when-unknown: drop",
            "    url-parameters: [color, size]", "    mount: /count", "    allow-private: false",
            "    collision: {probability: 0.5, visitors: 10000}", "      scent: free-text",
            "      klantnummer: user-id", "      \"extra_*\": free-text", "    opaque: block",
            "evidence-days: 365",
            "          choices: [{members: \"\"}]",
            "          evidence: [{class: explicit, when: keuze, is: [ja]}]",
            "      revisions: {orestbida: 2}",
            "      trust-events: false",
            "      grant-days: 396",
            "      do-not-track: [statistics, marketing]",
            "      global-privacy-control: [marketing]",
            "      grant-beats-global-privacy-control: false",
            "      page: /consent",
            "      asks: [preferences, statistics, marketing]",
            "      cookie-domain: zeepwinkel.example",
            "        cookie: {name: age, is: [minor]}",
            "        pages: [/leeftijd, \"/18-plus*\"]",
            "    when-partly-granted: drop",
            "    hosts: [zeepwinkel.example]", "      - udp: 127.0.0.1:5514",
            "        framing: auto", "    from: beginning",
            "    format: auto", "    profile: anonymous", "    unparsed: scrub",
            "    ipv4-prefix: 24", "    ipv6-prefix: 48", "      - file: ./matglas-access.log",
            "      - statistics: true",
        ],
        // Free texts: a name, a folder, a host, the value of a parameter.
        .misspellValue: [
            "  hosts: [matglas.zeepwinkel.example]",
            "    script-ids: [G-TEST000001]",
            "state: ./matglas-state", "  - name: analytics", "  - name: own-count",
            "    mount: /count",
            "    hosts: [stats.zeepwinkel.example, localhost, 127.0.0.1]",
            "    origins: [https://www.zeepwinkel.example]",
            "    upstream: https://region1.google-analytics.com",
            "    url-parameters: [color, size]",
            "  - name: own-tracker", "    upstream: https://tracker.zeepwinkel.example",
            "  - name: recordings", "    upstream: https://www.clarity.ms",
            "        - platform: zeepwinkel-banner",
            "      page: /consent",
            "  - name: webserver", "    hosts: [zeepwinkel.example]",
            "    files: [/var/log/nginx/access.log]", "      - file: ./matglas-access.log",
        ],
        // The list of proxies and of parameters may be empty: `[]`, not nothing.
        .emptyValue: [],
        .duplicate: [],
        // The names of a shop's own fields.
        .misspellKey: ["      scent: free-text", "      klantnummer: user-id"],
    ]

    /// One for all: hundreds of texts ask for the same maps.
    private static let catalog = Catalog()

    private static func example() throws -> String {
        // The example lies beside the sources, not in the binary.
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appending(path: "config/matglas.example.yaml"), encoding: .utf8)
    }

    @Test func `the example has no mistake`() throws {
        #expect(try mistakes(in: Self.example()) == "")
    }

    @Test(arguments: Mutation.allCases)
    func `each changed line is refused or is known to be harmless`(mutation: Mutation) throws {
        let lines = try Self.example().split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        var tried = 0
        for (index, line) in lines.enumerated() {
            let bare = line.trimmingCharacters(in: .whitespaces)
            guard !bare.isEmpty, !bare.hasPrefix("#"), let changed = Self.change(line, mutation)
            else {
                continue
            }
            tried += 1
            var mutant = lines
            mutant.replaceSubrange(index...index, with: changed)
            let text = mutant.joined(separator: "\n")
            let isAccepted = mistakes(in: text, catalog: Self.catalog).isEmpty
            let isHarmless = Self.accepted[mutation]?.contains(line) ?? false
            #expect(isAccepted == isHarmless, "line \(index + 1), \(mutation): \(changed)")
        }
        #expect(tried > 10)
    }

    @Test func `a file that ends anywhere or has a damaged byte is read or refused`() throws {
        let bytes = Array(try Self.example().utf8)
        let hostile: [UInt8] = [0x00, 0x09, 0x22, 0x26, 0x2A, 0x5B, 0x7B, 0x7D, 0x80]
        for (turn, end) in stride(from: 0, to: bytes.count, by: 41).enumerated() {
            _ = mistakes(
                in: String(decoding: bytes[..<end], as: UTF8.self), catalog: Self.catalog)
            var damaged = bytes
            damaged[end] = hostile[turn % hostile.count]
            let found = mistakes(
                in: String(decoding: damaged, as: UTF8.self), catalog: Self.catalog)
            let lines = found.split(separator: "\n")
            #expect(lines.allSatisfy { $0.hasPrefix("shop.yaml:") }, "\(found)")
        }
    }

    /// The lines in the place of one; `nil` if the mutation does not fit it.
    private static func change(_ line: String, _ mutation: Mutation) -> [String]? {
        let colon = line.firstIndex(of: ":")
        let hasValue = colon.map { line[line.index(after: $0)...].contains { $0 != " " } } ?? false
        switch mutation {
        case .delete: return []
        case .duplicate: return [line, line]
        case .misspellKey:
            guard let colon else { return nil }
            return [String(line[..<colon]) + "x" + line[colon...]]
        case .misspellValue:
            guard hasValue else { return nil }
            return [
                line.hasSuffix("]") || line.hasSuffix("\"")
                    ? line.dropLast() + "x" + line.suffix(1) : line + "x"
            ]
        case .emptyValue:
            guard let colon, hasValue else { return nil }
            return [String(line[...colon])]
        }
    }
}
