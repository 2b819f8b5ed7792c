extension ConfigurationReader {
    /// How long and how much the spool keeps.
    func spool(_ node: YAMLNode) -> SpoolSettings {
        mistakes.add(node.line, "spool is not supported yet")
        return SpoolSettings()
    }
}
