extension ConfigurationReader {
    /// How the program reports about itself.
    func logging(_ node: YAMLNode) -> LoggingSettings {
        mistakes.add(node.line, "logging is not supported yet")
        return LoggingSettings()
    }

    /// `USER` or `USER:GROUP`.
    func account(_ node: YAMLNode) -> Account? {
        mistakes.add(node.line, "run-as is not supported yet")
        return nil
    }
}
