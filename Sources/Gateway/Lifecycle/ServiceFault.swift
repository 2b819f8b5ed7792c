/// Why the gateway cannot run, with the exit code of `sysexits.h`.
package struct ServiceFault: Error, CustomStringConvertible {
    package let exitCode: Int32
    package let description: String

    init(_ exitCode: Int32, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }

    /// Throws several faults as one, with the exit code of the first.
    static func throwAll(_ faults: [ServiceFault]) throws(ServiceFault) {
        guard let first = faults.first else { return }
        throw ServiceFault(
            first.exitCode, faults.map(\.description).joined(separator: "\nmatglas: "))
    }
}
