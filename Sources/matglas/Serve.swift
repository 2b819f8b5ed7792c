import ArgumentParser
import Dispatch
import Foundation
import Gateway
import Synchronization
import Transport

/// `matglas serve`: runs the gateway.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the gateway: anonymization, forwarding, statistics, pages.",
        discussion: """
            Without --config it runs an embedded example: a demonstration shop on
            http://127.0.0.1:8080/, nothing forwarded, everything counted, the numbers on
            http://127.0.0.1:9090/.

            SIGTERM and SIGINT end it when what is under way is done, a second one at once;
            SIGHUP reads the configuration again and keeps the old one if the new one has a
            mistake.

            It does not run as root. Started by root it needs `run-as: USER` in the configuration:
            it opens its addresses, reads its keys and then goes on as that user. The demonstration
            goes on as nobody.

            A service manager is told when it is ready, reloads and ends (NOTIFY_SOCKET,
            WATCHDOG_USEC), and may open the sockets (LISTEN_FDS): config/systemd.

            Examples:
              matglas serve
              matglas serve --config matglas.yaml
              matglas serve --config matglas.yaml --log-level debug
            """)

    @Option(help: ArgumentHelp("The configuration to run.", valueName: "file"))
    var config: String?

    @Option(help: "How many lanes (threads) serve. (default: one per core)")
    var lanes: Int?

    @Option(
        help: ArgumentHelp(
            """
            What is logged at least: \(LoggingSettings.Level.allCases.map(\.rawValue).joined(separator: ", ")). \
            (default: what the configuration says, or info)
            """, valueName: "level"))
    var logLevel: LoggingSettings.Level?

    @Flag(
        help: """
            Lets it run as root: for tests, and for containers whose root has no rights outside.
            """)
    var allowRoot = false

    func validate() throws {
        if let lanes, !(1...Self.mostLanes).contains(lanes) {
            throw ValidationError("--lanes is \(lanes); expected 1 to \(Self.mostLanes)")
        }
    }

    /// More lanes than cores gain nothing; no machine we know has more cores.
    private static let mostLanes = 256

    func run() throws {
        let source = config.map(ConfigurationSource.file) ?? .embeddedExample
        let configuration: Configuration
        do {
            configuration = try source.load()
        } catch {
            try Loading.fail(error)
        }
        var options = LaunchOptions(lanes: lanes ?? LaneGroup.coreCount)
        options.version = Version.current
        options.allowsRoot = allowRoot
        options.logLevel = logLevel
        options.environment = ProcessInfo.processInfo.environment
        // What is read from clients and kept must be nobody else's.
        Privileges.makeFilesPrivate()
        do {
            let service = try GatewayService(configuration, source: source, options: options)
            try Self.wait(for: service)
        } catch {
            Loading.report("matglas: \(error.description)")
            throw ExitCode(error.exitCode)
        }
    }
}

extension Serve {
    /// Runs a service, while the main thread waits.
    private static func wait(for service: GatewayService) throws(ServiceFault) {
        let fault = Mutex<ServiceFault?>(nil)
        let ended = DispatchSemaphore(value: 0)
        let record: @Sendable (ServiceFault) -> Void = { reason in fault.withLock { $0 = reason } }
        Task.detached {
            do throws(ServiceFault) {
                try await service.run()
            } catch {
                record(error)
            }
            ended.signal()
        }
        ended.wait()
        if let fault = fault.withLock({ $0 }) { throw fault }
    }
}

extension LoggingSettings.Level: ExpressibleByArgument {}
