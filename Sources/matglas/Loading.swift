import ArgumentParser
import Gateway
import Intake
import Transport

/// Loads what commands start from, and turns faults into messages and exit codes.
enum Loading {
    static func configuration(path: String) throws -> Configuration {
        do {
            return try Configuration.load(path: path)
        } catch {
            try fail(error)
        }
    }

    /// Prints every mistake of a fault, one line each, and ends with the fault's exit code.
    static func fail(_ fault: ConfigurationFault) throws -> Never {
        report(fault.description)
        throw ExitCode(fault.exitCode)
    }

    /// Prints a result to standard output; ends with 74 when it could not be written.
    static func print(_ text: String) throws {
        guard StandardStreams.write(text) else { throw ExitCode(ExitStatus.inputOutput) }
    }

    /// Prints to standard error.
    static func report(_ message: String) {
        StandardStreams.say(message)
    }
}
