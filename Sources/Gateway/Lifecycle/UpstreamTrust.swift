import Transport

/// Whom the gateway believes when it connects to upstreams: the system's authorities, or those that a
/// destination names.
struct UpstreamTrust: Sendable {
    /// Believes the system's authorities; `nil` where nothing is reached through TLS.
    let system: TLSContext?
    private let pinned: [String: TLSContext]

    /// Reads the authorities of all destinations that are reached through TLS.
    init(_ configuration: Configuration) throws(ServiceFault) {
        var pinned: [String: TLSContext] = [:]
        for case let file? in configuration.destinations.map(\.trustedRoots)
        where pinned[file] == nil {
            pinned[file] = try Self.context(file)
        }
        self.pinned = pinned
        system = try configuration.usesTLS ? Self.context(nil) : nil
    }

    /// What a destination's connections are made with.
    func context(of destination: DestinationConfiguration) -> TLSContext? {
        context(roots: destination.trustedRoots)
    }

    /// What connections are made with that believe the authorities of a file, or the system's.
    func context(roots file: String?) -> TLSContext? {
        guard let file else { return system }
        return pinned[file]
    }

    private static func context(_ file: String?) throws(ServiceFault) -> TLSContext {
        do {
            return try TLSContext(rootsFile: file, onlyRootsFile: file != nil)
        } catch .rootsUnreadable {
            throw ServiceFault(74, "trusted-roots: \(file ?? "the file") cannot be read")
        } catch {
            throw ServiceFault(70, "TLS cannot be set up: \(error)")
        }
    }
}
