import ArgumentParser
import Foundation
import Gateway

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

    /// Prints to standard error.
    static func report(_ message: String) {
        FileHandle.standardError.write(Data((message + "\n").utf8))
    }
}
