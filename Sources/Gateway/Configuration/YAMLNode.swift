/// A node of a YAML file with its line: what the readers of configuration and catalogue work on.
///
/// Not the parser's own node type: duplicate keys are already reported here, scalars expanded and positions mended,
/// so that no reader has to.
struct YAMLNode {
    enum Content {
        /// An empty value, `~` or `null`.
        case null
        case text(String)
        case list([YAMLNode])
        case mapping([Entry])
        /// A value that a mistake was already reported for; readers stay silent about it.
        case unusable
    }

    /// A key and its value.
    struct Entry {
        let key: String
        /// Line of the key.
        let line: Int
        let value: YAMLNode
    }

    let content: Content
    /// From 1; an empty value has the line of its key.
    let line: Int
    /// A scalar as it stands in the file, before environment variables are filled in.
    ///
    /// Messages repeat this form, because a filled-in value may be a secret.
    var written: String = ""

    /// What the node is, for messages.
    var form: String {
        switch content {
        case .null: "nothing"
        case .text: Wording.quoted(written)
        case .list: "a list"
        case .mapping: "keys with values"
        case .unusable: "an unusable value"
        }
    }

    /// What the node is, for messages where keys are expected: a text of several words may be a line of
    /// another file altogether, and is not repeated.
    var formWithoutText: String {
        guard case .text = content, written.contains(where: \.isWhitespace) else { return form }
        return "a text"
    }

    /// The value of a key of a mapping.
    subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}
