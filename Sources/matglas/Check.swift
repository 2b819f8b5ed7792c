import ArgumentParser
import Gateway

/// `matglas check`: validates a configuration and says in plain words what leaves the shop.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Validates a configuration and says what leaves the shop, to whom, under which consent.",
        discussion: """
            All mistakes are reported at once as FILE:LINE: message. Exit code 78 if there are any,
            66 if the file does not exist.

            Examples:
              matglas check --config matglas.yaml
              matglas check --config /etc/matglas/matglas.yaml && systemctl reload matglas
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration to check.", valueName: "file"))
    var config: String

    func run() throws {
        let configuration = try Loading.configuration(path: config)
        try Loading.print(ConfigurationSummary.text(configuration))
    }
}
