import ArgumentParser
import Intake
import Transport

/// The program: an anonymization proxy for web-shop analytics and server logs.
@main
struct Matglas: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matglas",
        abstract: "Shapes, never faces: an anonymization proxy for web-shop analytics and logs.",
        discussion: """
            Examples:
              matglas serve
              matglas serve --config matglas.yaml
              matglas check --config matglas.yaml
              matglas explain --request purchase.http
              matglas logs access.log > access.anon.log
              matglas consent --signal gcd 13p3r3p3p5l1
            """,
        version: "matglas \(Version.current)",
        subcommands: [
            Serve.self, Logs.self, Check.self, Explain.self, Consent.self, Statistics.self,
        ])

    static func main() async {
        StandardStreams.fillGaps()
        await main(ProgramArguments.all)
    }
}

/// The version of this build.
enum Version {
    static let current = "0.1.0"
}
