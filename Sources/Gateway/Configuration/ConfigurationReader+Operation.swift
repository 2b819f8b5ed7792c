extension ConfigurationReader {
    /// What concerns the process rather than what it lets through.
    func readOperation(_ root: YAMLNode, into configuration: inout Configuration) {
        if let node = root["durability"],
            let durability: Durability = reader.word(node, of: "durability")
        {
            configuration.durability = durability
        }
        if let node = root["spool"] { configuration.spool = spool(node) }
        if let node = root["logging"] { configuration.logging = logging(node) }
        configuration.account = root["run-as"].flatMap(account)
    }
}
