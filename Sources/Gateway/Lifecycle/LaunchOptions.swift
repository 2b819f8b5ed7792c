/// How the program was started, as far as no configuration says it.
package struct LaunchOptions: Sendable {
    /// How many lanes serve.
    package var lanes: Int
    /// What the metrics say of the build.
    package var version = ""
    /// Whether it may stay root: for tests, and containers in which root is nobody outside.
    package var allowsRoot = false
    /// The level of the log, whatever the configuration says.
    package var logLevel: LoggingSettings.Level?
    /// What a service manager says about the start.
    package var environment: [String: String] = [:]

    package init(lanes: Int) { self.lanes = lanes }

    /// The settings of the log that are in force with a configuration.
    func logging(_ configuration: Configuration) -> LoggingSettings {
        var settings = configuration.logging
        if let logLevel { settings.level = logLevel }
        return settings
    }
}
