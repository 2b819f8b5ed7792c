extension ConfigurationReader {
    /// What clients may take of the gateway.
    func trafficLimits(_ node: YAMLNode) -> TrafficLimits {
        mistakes.add(node.line, "limits is not supported yet")
        return TrafficLimits()
    }
}
