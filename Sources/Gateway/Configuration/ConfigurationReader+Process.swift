extension ConfigurationReader {
    /// How the program reports about itself.
    func logging(_ node: YAMLNode) -> LoggingSettings {
        var settings = LoggingSettings()
        guard
            reader.checkKeys(node, of: "logging", required: [], optional: ["format", "level"])
        else { return settings }
        if let node = node["format"],
            let form: LoggingSettings.Form = reader.word(node, of: "format")
        {
            settings.form = form
        }
        if let node = node["level"],
            let level: LoggingSettings.Level = reader.word(node, of: "level")
        {
            settings.level = level
        }
        return settings
    }

    /// `USER` or `USER:GROUP`, each a name or a number.
    ///
    /// Whether they exist is found out at the start: `check` may run on another machine.
    func account(_ node: YAMLNode) -> Account? {
        let expected = "USER or USER:GROUP, such as matglas or www-data:adm"
        guard let text = reader.text(node, of: "run-as", expected: expected) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy(Self.isAccountName) else {
            mistakes.add(node.line, "run-as is \(node.form); expected \(expected)")
            return nil
        }
        guard parts[0] != "root", UInt32(parts[0]) != 0 else {
            mistakes.add(
                node.line, "run-as is \(node.form); expected an account that is not root")
            return nil
        }
        return Account(
            user: parts[0], group: parts.count > 1 ? parts[1] : nil, line: node.line)
    }

    /// What passwd(5) and useradd(8) allow; a dot and capitals are common too.
    private static func isAccountName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-") else { return false }
        return text.utf8.count <= 32
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                    UInt8(ascii: "."), UInt8(ascii: "$"):
                    true
                default: false
                }
            }
    }
}
