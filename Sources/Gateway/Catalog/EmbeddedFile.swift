/// A text of `config/` inside the binary.
struct EmbeddedFile: Sendable {
    /// Below `config/`, such as `vendors/google-analytics-4.yaml`.
    let path: StaticString
    let text: StaticString
}
