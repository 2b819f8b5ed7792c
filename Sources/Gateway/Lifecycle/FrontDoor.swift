import Foundation
import Transport

/// What the listeners for events and the administration share: bounds, certificates, and how many
/// connections a network has; all of it can change while they serve.
///
/// Invariants:
/// 1. `certificates` has an element for each listener, and a last one for the administration.
/// 2. A change that fails leaves everything as it was.
final class FrontDoor: Sendable {
    private struct Certificates: Sendable {
        /// The address, for messages and metrics.
        let listener: String
        let current: CurrentTLS
        let keys: TicketKeys
    }

    private let listeners: [Listener]
    private let rules: ListenerRules
    private let adminRules: ListenerRules
    /// What ``takeOver(_:)`` puts in force at listeners that stay.
    private let fresh: [(CurrentTLS, TLSServerContext)]
    private let networks: ClientNetworks
    private let certificates: [Certificates?]
    private let connections: Int?
    /// What all listeners for events may have open together.
    private let total: Int
    private let requiresProxyHeader: [Bool]

    /// Reads the certificates; the fault holds everything that is wrong with them.
    ///
    /// What `former` has for listeners that stay is taken over, and changes with ``takeOver(_:)``.
    init(
        _ configuration: Configuration, lanes: Int, after former: FrontDoor? = nil
    ) throws(ServiceFault) {
        DescriptorLimit.raise()
        let limits = configuration.limits
        listeners = configuration.listeners
        rules =
            former?.rules
            ?? ListenerRules(limits: limits.requestLimits, timeouts: limits.timeouts)
        adminRules = former?.adminRules ?? ListenerRules()
        connections = limits.connections
        total = lanes * DescriptorLimit.share(lanes: lanes, wanted: limits.connections)
        networks = former?.networks ?? ClientNetworks(configuration.networkRules, of: total)
        requiresProxyHeader = configuration.listeners.map(\.requiresProxyProtocol)
        var faults: [ServiceFault] = []
        var certificates: [Certificates?] = []
        var fresh: [(CurrentTLS, TLSServerContext)] = []
        for (position, (name, tls)) in configuration.listenersWithTLS.enumerated() {
            guard let tls else {
                certificates.append(nil)
                continue
            }
            do {
                if let known = former?.certificates(of: configuration, at: position) {
                    fresh.append((known.current, try tls.context(for: .requests(known.keys))))
                    certificates.append(known)
                    continue
                }
                let keys = try TicketKeys()
                let context = try tls.context(for: .requests(keys))
                certificates.append(
                    Certificates(listener: name, current: CurrentTLS(context), keys: keys))
            } catch let error as TLSFileFaults {
                faults += error.faults.map { ServiceFault(74, "listen \(name): \($0.message)") }
            } catch {
                faults.append(ServiceFault(70, "listen \(name): TLS cannot be set up: \(error)"))
            }
        }
        try ServiceFault.throwAll(faults)
        self.certificates = certificates
        self.fresh = fresh
    }

    /// What this one has for a listener that stays, or for the administration.
    private func certificates(of fresh: Configuration, at position: Int) -> Certificates? {
        guard position < fresh.listeners.count else { return certificates.last ?? nil }
        let listener = fresh.listeners[position]
        return listeners.firstIndex { $0.hasShape(of: listener) }.flatMap { certificates[$0] }
    }

    /// How the listener at this position of the configuration takes its clients.
    func options(_ position: Int) -> ListenerOptions {
        var options = ListenerOptions(rules: rules)
        options.sharedConnections = connections
        options.networks = networks
        options.tls = certificates[position]?.current
        options.requiresProxyHeader = requiresProxyHeader[position]
        return options
    }

    /// How the administration takes its clients.
    ///
    /// They are apart from those of visitors, so that health can be asked while everything else is
    /// taken.
    func adminOptions(connections: Int) -> ListenerOptions {
        var options = ListenerOptions(rules: adminRules)
        options.connections = connections
        options.tls = certificates.last?.map(\.current)
        return options
    }

    /// Puts certificates, bounds and proxies in force at the listeners that stay.
    ///
    /// Connections that are open stay. How many there may be is the lanes' to keep.
    func takeOver(_ configuration: Configuration) {
        for (current, context) in fresh { current.replace(context) }
        rules.replace(
            limits: configuration.limits.requestLimits, timeouts: configuration.limits.timeouts)
        networks.replace(configuration.networkRules, of: total)
    }

    /// The certificates that are in force, each with the address of its listener.
    var certificatesInForce: [(listener: String, certificate: TLSCertificate)] {
        certificates.compactMap(\.self).flatMap { entry in
            entry.current.context.certificates.map { (entry.listener, $0) }
        }
    }
}

extension Configuration {
    /// The listeners with what they show, and the administration as the last one.
    fileprivate var listenersWithTLS: [(String, ListenerTLS?)] {
        listeners.map { ($0.address.description, $0.tls) }
            + [(admin?.address.description ?? "", admin?.tls)]
    }

    fileprivate var networkRules: ClientNetworks.Rules {
        ClientNetworks.Rules(
            limit: limits.connectionsPerNetwork,
            proxies: trustedProxies.compactMap { block in
                SocketAddress.literal(block.address.description, port: 0).flatMap {
                    PeerRange($0, prefixLength: block.prefixLength)
                }
            }, trustsUnixAlone: trustsUnixPeers && trustedProxies.isEmpty)
    }
}

extension TrafficLimits {
    /// What the parser of requests keeps to.
    var requestLimits: HTTPLimits {
        var limits = HTTPLimits()
        limits.maximumHeadBytes = headBytes
        // Half of the head, as without any setting; a small head leaves less.
        limits.maximumRequestLineBytes = max(headBytes / 2, min(headBytes, 8 * 1024))
        limits.maximumBodyBytes = bodyBytes
        return limits
    }

    var timeouts: ServerTimeouts {
        var timeouts = ServerTimeouts()
        timeouts.head = .seconds(headSeconds)
        timeouts.body = .seconds(bodySeconds)
        timeouts.idle = .seconds(idleSeconds)
        return timeouts
    }
}
