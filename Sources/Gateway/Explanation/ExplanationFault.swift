/// Why there is nothing to explain.
///
/// Says where and what was expected, never what stood there.
package struct ExplanationFault: Error, Equatable, CustomStringConvertible {
    /// The exit code of `sysexits.h`.
    package let exitCode: Int32
    /// One line.
    package let description: String

    /// A line of the input that is not what it should be.
    static func line(_ number: Int, of file: String, _ message: String) -> Self {
        Self(exitCode: badInput, description: "\(file):\(number): \(message)")
    }

    static let usage: Int32 = 64
    static let badInput: Int32 = 65
    static let noInput: Int32 = 66
    static let inputOutput: Int32 = 74
    static let noPermission: Int32 = 77
}
