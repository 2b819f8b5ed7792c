/// Why the gateway cannot run, with the exit code of `sysexits.h`.
package struct ServiceFault: Error, CustomStringConvertible {
    package let exitCode: Int32
    package let description: String

    init(_ exitCode: Int32, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }
}
