/// Where a running gateway reads its configuration from, now and at a reload.
package enum ConfigurationSource: Sendable {
    case file(String)
    /// The demonstration inside the binary.
    case embeddedExample

    /// Whether it is the demonstration.
    var isEmbedded: Bool {
        if case .embeddedExample = self { true } else { false }
    }

    /// Reads and checks it anew.
    package func load() throws(ConfigurationFault) -> Configuration {
        switch self {
        case .file(let path): try Configuration.load(path: path)
        case .embeddedExample: Configuration.embeddedExample
        }
    }
}
