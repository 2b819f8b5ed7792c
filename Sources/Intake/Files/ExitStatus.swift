/// The exit statuses of `sysexits.h` that the commands use.
package enum ExitStatus {
    package static let success: Int32 = 0
    package static let usage: Int32 = 64
    package static let badInput: Int32 = 65
    package static let noInput: Int32 = 66
    package static let internalError: Int32 = 70
    package static let cannotCreate: Int32 = 73
    package static let inputOutput: Int32 = 74
    package static let noPermission: Int32 = 77
    package static let configuration: Int32 = 78

    /// What a shell reports for a command that `signal` ended.
    package static func ended(by signal: Int32) -> Int32 { 128 + signal }
}
