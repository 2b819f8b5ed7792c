extension LogFieldShape {
    /// The grammars that a map can ask for, by the names that it has for them.
    package static let named: [String: LogFieldShape] = [
        "status": .status, "count": .count, "number": .number, "port": .port, "time": .time,
        "method": .method, "protocol": .protocolVersion, "scheme": .scheme, "site-name": .siteName,
        "host-name": .hostName, "media-type": .mediaType,
    ]
}
