import Logging

/// The files that anonymized lines are appended to, each opened once however many intakes write to it.
struct LogOutputs: Sendable {
    let files: [String: LogFile]

    /// Opens the files; the fault holds every one that cannot be written.
    init(_ configuration: Configuration, logger: Logger) throws(ServiceFault) {
        var faults: [ServiceFault] = []
        var files: [String: LogFile] = [:]
        for path in Set(configuration.logs.flatMap(\.outputs)).sorted() {
            let file = LogFile(path: path, logger: logger)
            if let fault = file.open() {
                faults.append(
                    ServiceFault(fault.isPermission ? 77 : 73, "logs: \(path): \(fault.text)"))
            }
            files[path] = file
        }
        try ServiceFault.throwAll(faults)
        self.files = files
    }
}
