import Foundation
import Transport

/// What the listeners for events and the administration share: bounds, certificates, and how many
/// connections a network has; all of it can change while they serve.
///
/// Invariants:
/// 1. `certificates` has an element for each listener, and a last one for the administration; which
///    of them are `nil` stays for the life of the process.
/// 2. A change that fails leaves everything as it was.
final class FrontDoor: Sendable {
    private struct Certificates: Sendable {
        /// The address, for messages and metrics.
        let listener: String
        let current: CurrentTLS
        let keys: TicketKeys
    }

    private let rules: ListenerRules
    private let adminRules = ListenerRules()
    private let networks: ClientNetworks
    private let certificates: [Certificates?]
    private let connections: Int?
    private let requiresProxyHeader: [Bool]

    /// Reads the certificates; the fault holds everything that is wrong with them.
    init(_ configuration: Configuration, lanes: Int) throws(ServiceFault) {
        DescriptorLimit.raise()
        let limits = configuration.limits
        rules = ListenerRules(limits: limits.requestLimits, timeouts: limits.timeouts)
        connections = limits.connections
        let share = DescriptorLimit.share(lanes: lanes, wanted: limits.connections)
        networks = ClientNetworks(configuration.networkRules, of: share * lanes)
        requiresProxyHeader = configuration.listeners.map(\.requiresProxyProtocol)
        var faults: [ServiceFault] = []
        var certificates: [Certificates?] = []
        for (name, tls) in configuration.listenersWithTLS {
            guard let tls else {
                certificates.append(nil)
                continue
            }
            do {
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

    /// Puts certificates, bounds and proxies of another configuration in force, or nothing at all.
    ///
    /// Connections that are open stay. Its listeners are those of this one, as `hasShape` says.
    func replace(_ configuration: Configuration) throws(ServiceFault) {
        var faults: [ServiceFault] = []
        var fresh: [(CurrentTLS, TLSServerContext)] = []
        for ((name, tls), old) in zip(configuration.listenersWithTLS, certificates) {
            guard let tls, let old else { continue }
            do throws(TLSFileFaults) {
                fresh.append((old.current, try tls.context(for: .requests(old.keys))))
            } catch {
                faults += error.faults.map { ServiceFault(74, "listen \(name): \($0.message)") }
            }
        }
        try ServiceFault.throwAll(faults)
        for (current, context) in fresh { current.replace(context) }
        rules.replace(
            limits: configuration.limits.requestLimits, timeouts: configuration.limits.timeouts)
        networks.replace(configuration.networkRules)
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
