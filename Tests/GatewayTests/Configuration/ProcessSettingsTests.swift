import Testing

@testable import Gateway

/// The keys of the process, `logging` and `run-as`: what is accepted, each mistake, and the words of `check`.
@Suite struct ProcessSettingsTests {
    private func text(_ lines: String) -> String {
        configuration(replacing: "sites:", with: lines + "\nsites:")
    }

    @Test func `what is left out is usual`() throws {
        let usual = try Configuration.parse(configuration(), file: "x")
        #expect(usual.logging == LoggingSettings() && usual.account == nil)
        let read = try Configuration.parse(
            text("logging: {format: json, level: warning}\nrun-as: matglas:adm"), file: "x")
        #expect(read.logging.form == .json && read.logging.level == .warning)
        #expect(read.account?.user == "matglas" && read.account?.group == "adm")
        let part = try Configuration.parse(text("logging: {level: debug}"), file: "x")
        #expect(part.logging.form == .text && part.logging.level == .debug)
    }

    @Test(arguments: ["matglas", "www-data", "_matglas", "web.shop", "4000", "machine$", "M1:0"])
    func `an account is a name or a number, also with a group`(account: String) {
        #expect(mistakes(in: text("run-as: \"\(account)\"")) == "")
    }

    private static let expectedAccount = "USER or USER:GROUP, such as matglas or www-data:adm"

    @Test(arguments: [
        ("logging: json", "logging is \"json\"; expected keys with values: format, level"),
        (
            "logging: {format: xml}",
            "unknown format \"xml\"; expected text or json"
        ),
        (
            "logging: {level: warn}",
            "unknown level \"warn\"; expected one of debug, info, notice, warning, error"
        ),
        (
            "logging: {level: [info]}",
            "level is a list; expected one of debug, info, notice, warning, error"
        ),
        (
            "logging: {levels: info}",
            "unknown key \"levels\"; expected format or level; did you mean \"level\"? (in logging)"
        ),
        ("run-as: [matglas]", "run-as is a list; expected \(expectedAccount)"),
        ("run-as: \"\"", "run-as is \"\"; expected \(expectedAccount)"),
        ("run-as: \"a:b:c\"", "run-as is \"a:b:c\"; expected \(expectedAccount)"),
        ("run-as: \"matglas:\"", "run-as is \"matglas:\"; expected \(expectedAccount)"),
        ("run-as: -x", "run-as is \"-x\"; expected \(expectedAccount)"),
        ("run-as: mat glas", "run-as is \"mat glas\"; expected \(expectedAccount)"),
        ("run-as: root", "run-as is \"root\"; expected an account that is not root"),
        ("run-as: \"root:adm\"", "run-as is \"root:adm\"; expected an account that is not root"),
        ("run-as: \"0\"", "run-as is \"0\"; expected an account that is not root"),
        ("run-as: \"00\"", "run-as is \"00\"; expected an account that is not root"),
    ])
    func `a mistake says what was expected`(lines: String, message: String) {
        #expect(mistakes(in: text(lines)) == "shop.yaml:6: " + message)
    }

    @Test(arguments: [
        ("logging: {format: json}", "The log is JSON, from level info on."),
        ("logging: {level: error}", "The log is text, from level error on."),
        ("run-as: matglas", "Started by root, it goes on as matglas."),
        ("run-as: \"matglas:adm\"", "Started by root, it goes on as matglas, group adm."),
    ])
    func `check says it in plain words`(lines: String, words: String) throws {
        let summary = try ConfigurationSummary.text(
            Configuration.parse(text(lines), file: "shop.yaml"))
        #expect(summary.contains("\n\(words)\n"), "\(summary)")
        let usual = try ConfigurationSummary.text(
            Configuration.parse(configuration(), file: "shop.yaml"))
        #expect(!usual.contains("The log is") && !usual.contains("goes on as"))
    }
}
