import ArgumentParser
import Intake
import Transport

/// The program: an anonymization proxy for web-shop analytics and server logs.
@main
struct Matglas: ParsableCommand {
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

    /// Not `async`: the main thread of such a program exits without an end, and keeps the rights that
    /// all others give up (``Privileges/drop(to:)``).
    static func main() {
        StandardStreams.fillGaps()
        // Before there is a second thread, which would not have it.
        Privileges.forbidNew()
        main(ProgramArguments.all)
    }
}

/// The version of this build.
enum Version {
    static let current = "0.1.0"
}
