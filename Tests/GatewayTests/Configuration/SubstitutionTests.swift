import Foundation
import Testing

@testable import Gateway

@Suite struct SubstitutionTests {
    private let environment = ["UPSTREAM": "https://a.example", "SHOP_HOST": "stats.shop.example"]

    @Test func `variables stand in values`() throws {
        let text = configuration(
            replacing: "https://region1.google-analytics.com", with: "${UPSTREAM}:8443")
        let found = try Configuration.parse(text, file: "shop.yaml", environment: environment)
        #expect(found.destinations.first?.upstream?.description == "https://a.example:8443")
    }

    @Test(arguments: [
        ("${UPSTREM}", "the environment variable UPSTREM is not set; did you mean UPSTREAM?"),
        ("${UPSTREAM", "\"${\" without \"}\"; expected ${NAME}"),
        ("${}", "\"${}\" names no variable; expected ${NAME} or ${file:PATH}"),
        ("${1X}", "\"${1X}\" names no variable; expected ${NAME} or ${file:PATH}"),
        (
            "${file:/nonexistent/x}",
            "\"${file:/nonexistent/x}\" cannot be filled in: /nonexistent/x: no such file"
        ),
    ])
    func `what cannot be filled in is one mistake`(value: String, message: String) {
        let text = configuration(
            replacing: "https://region1.google-analytics.com", with: "\"\(value)\"")
        #expect(mistakes(in: text, environment: environment) == "shop.yaml:14: \(message)")
    }

    @Test func `messages never repeat what was filled in`() {
        let text = configuration(
            replacing: "https://region1.google-analytics.com", with: "${SECRET}")
        let found = mistakes(in: text, environment: ["SECRET": "hunter2"])
        #expect(found.contains("${SECRET}"))
        #expect(!found.contains("hunter2"))
    }

    /// Where somebody may write a secret by mistake.
    static let wrongPlaces = [
        "durability: ${SECRET}", "logging: {level: \"${SECRET}\"}", "catalog: ${SECRET}",
        "evidence-days: \"3${SECRET}\"", "client-address: [\"${SECRET}\"]",
        "limits: {head-size: \"${SECRET}\"}", "spool: \"${SECRET}\"",
        "logs: [{name: a, site: shop, files: [/a], to: [{statistics: true}], format: \"${SECRET}\"}]",
        "logs: [{name: a, site: shop, files: [/a], to: [{syslog: \"${SECRET}://h\"}]}]",
    ]

    @Test(
        "No message repeats a secret, whatever key it stands behind",
        arguments: wrongPlaces,
        [
            "hunter2hunter2", "UPPER-and-lower-4417",
            String(repeating: "0123456789abcdef", count: 16),
            "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----",
        ])
    func wrongPlace(line: String, secret: String) {
        let found = mistakes(in: configuration() + "\n" + line, environment: ["SECRET": secret])
        #expect(found.contains("${SECRET}"))
        for part in secret.split(separator: "\n") where part.count > 12 {
            #expect(!found.contains(part.prefix(12)))
            #expect(!found.contains(part.prefix(12).lowercased()))
        }
    }

    @Test(
        "No message repeats a token or a key that stands where its file is expected",
        arguments: [
            ("address: 127.0.0.1:9090", "address: 127.0.0.1:9090\n  token-file: ${SECRET}"),
            (
                "- address: 127.0.0.1:8080",
                "- address: 127.0.0.1:8080\n    tls: {certificate: \"${SECRET}\", key: /none}"
            ),
            (
                "vendor: google-analytics-4",
                "vendor: google-analytics-4\n    "
                    + "addresses: {treatment: cryptopan, key-file: \"${SECRET}\"}"
            ),
        ])
    func insteadOfItsFile(line: String, other: String) {
        let secret = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49"
        for secret in ["hunter2hunter2hunter2", secret] {
            let found = mistakes(
                in: configuration(replacing: line, with: other), environment: ["SECRET": secret])
            #expect(found.contains("${SECRET}"))
            #expect(!found.contains("hunter2") && !found.contains("MIGHAgEAMBMG"))
        }
    }

    @Test func `a file's text loses its last newline only`() throws {
        let path = NSTemporaryDirectory() + "matglas-\(UUID().uuidString)"
        try Data("https://a.example\n".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = configuration(
            replacing: "https://region1.google-analytics.com", with: "${file:\(path)}")
        let found = try Configuration.parse(text, file: "shop.yaml")
        #expect(found.destinations.first?.upstream?.host == "a.example")
    }

    @Test func `a dollar sign alone stands for itself`() {
        let mistakes = MistakeList(file: "x")
        let substitution = Substitution(environment: [:], mistakes: mistakes)
        #expect(substitution.expand("a$b$", line: 1) == "a$b$")
        #expect(mistakes.mistakes.isEmpty)
    }
}
