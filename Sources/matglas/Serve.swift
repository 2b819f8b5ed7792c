import ArgumentParser
import Gateway
import Transport

/// `matglas serve`: runs the gateway.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the gateway: anonymization, forwarding, statistics, pages.",
        discussion: """
            Without --config it runs an embedded example: a demonstration shop on
            http://127.0.0.1:8080/, nothing forwarded, everything counted, the numbers on
            http://127.0.0.1:9090/.

            SIGTERM and SIGINT end it when what is under way is done; SIGHUP reads the
            configuration again and keeps the old one if the new one has a mistake.

            Examples:
              matglas serve
              matglas serve --config matglas.yaml
            """)

    @Option(help: ArgumentHelp("The configuration to run.", valueName: "file"))
    var config: String?

    @Option(help: "How many lanes (threads) serve. (default: one per core)")
    var lanes: Int?

    func validate() throws {
        if let lanes, !(1...Self.mostLanes).contains(lanes) {
            throw ValidationError("--lanes is \(lanes); expected 1 to \(Self.mostLanes)")
        }
    }

    /// More lanes than cores gain nothing; no machine we know has more cores.
    private static let mostLanes = 256

    func run() async throws {
        let source = config.map(ConfigurationSource.file) ?? .embeddedExample
        let configuration: Configuration
        do {
            configuration = try source.load()
        } catch {
            try Loading.fail(error)
        }
        do {
            let service = try GatewayService(
                configuration, source: source, lanes: lanes ?? LaneGroup.coreCount)
            try await service.run()
        } catch {
            Loading.report("matglas: \(error.description)")
            throw ExitCode(error.exitCode)
        }
    }
}
