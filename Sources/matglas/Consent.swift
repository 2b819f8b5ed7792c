import ArgumentParser
import Gateway

/// `matglas consent`: one consent signal, decoded.
struct Consent: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decodes one consent signal to one line of JSON.",
        discussion: """
            VALUE is the signal as it arrives: a TC string, the value of a Cookie header, a
            parameter. It may be empty or begin with a dash. A signal that cannot be read is
            an answer too: "valid" is false and "reason" says why.

            Kinds: \(ConsentSignalKind.names.joined(separator: ", ")).
            A dash in KIND is as good as an underscore.

            Examples:
              matglas consent --signal gcd 13p3r3p3p5l1
              matglas consent --signal cookie_header 'CookieConsent=-1'
              matglas consent --signal google_hit 'gcs=G101&gcd=13p3r3p3p5l1&npa=1'
              matglas consent --signal gpp_section usca:BVWSSSVY.YA
              matglas consent --config matglas.yaml --signal cookie_header 'own_cookie=ja'
            """)

    @Option(
        help: ArgumentHelp(
            "A configuration, whose own cookies and words are known as well.", valueName: "file"))
    var config: String?

    @Option(help: "The site of the configuration. (default: its first)")
    var site: String?

    @Option(
        parsing: .remaining,
        help: ArgumentHelp("The kind of signal, and the signal.", valueName: "kind> <value"))
    var signal: [String] = []

    func validate() throws {
        _ = try parsed()
        if site != nil, config == nil {
            throw ValidationError("--site names a site of a configuration; expected --config")
        }
    }

    func run() throws {
        let (kind, value) = try parsed()
        let configuration = try config.map { try Loading.configuration(path: $0) }
        let line: String
        do {
            line = try ConsentSignalReport.line(
                kind, value, platforms: try configuration?.platforms(ofSite: site))
        } catch {
            try Loading.fail(error)
        }
        try Loading.print(line + "\n")
    }

    private func parsed() throws -> (ConsentSignalKind, String) {
        guard let name = signal.first else {
            throw ValidationError("expected --signal KIND VALUE")
        }
        guard let kind = ConsentSignalKind(name: name) else {
            throw ValidationError(ConsentSignalKind.unknown(name))
        }
        var values = signal.dropFirst()
        if values.count == 2, values.first == "--" { values.removeFirst() }
        guard let value = values.first, values.count == 1 else {
            throw ValidationError("expected one VALUE after \(name), which may be empty: ''")
        }
        return (kind, value)
    }
}
