/// Why the gateway cannot run, with the exit code of `sysexits.h`.
package struct ServiceFault: Error, CustomStringConvertible {
    package let exitCode: Int32
    package let description: String

    init(_ exitCode: Int32, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }

    /// Several faults as one, with the exit code of the first.
    init(all faults: [ServiceFault]) {
        self.init(
            faults.first?.exitCode ?? 70,
            faults.map(\.description).joined(separator: "\nmatglas: "))
    }

    /// Throws several faults as one, if there are any.
    static func throwAll(_ faults: [ServiceFault]) throws(ServiceFault) {
        guard faults.isEmpty else { throw ServiceFault(all: faults) }
    }
}
