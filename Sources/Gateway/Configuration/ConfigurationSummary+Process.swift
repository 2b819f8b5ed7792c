extension ConfigurationSummary {
    /// What the program says of itself, and whom it goes on as.
    ///
    /// Nothing where the configuration leaves both as they usually are.
    static func processLines(_ configuration: Configuration) -> [String] {
        var lines: [String] = []
        let logging = configuration.logging
        if logging != LoggingSettings() {
            let form = logging.form == .json ? "JSON" : "text"
            lines.append("The log is \(form), from level \(logging.level.rawValue) on.")
        }
        if let account = configuration.account {
            let group = account.group.map { ", group \($0)" } ?? ""
            lines.append("Started by root, it goes on as \(account.user)\(group).")
        }
        return lines
    }
}
