import Foundation
import Transport

/// What listeners show their clients, in words.
extension ConfigurationSummary {
    /// Days before the end of a certificate from which `matglas check` speaks of it.
    static let shortValidity = 21

    /// Address and protection of a listener.
    static func words(_ listener: Listener) -> String {
        var protection: [String] = []
        if listener.requiresProxyProtocol { protection.append("PROXY protocol") }
        if listener.tls != nil { protection.append("TLS") }
        let suffix = protection.isEmpty ? "" : " (\(protection.joined(separator: ", ")))"
        return "\(listener.address)\(suffix)"
    }

    /// The certificates of a listener with their names and days, and what it asks of its clients.
    static func lines(_ tls: ListenerTLS, now: Date = .now) -> [String] {
        var lines: [String] = []
        do throws(TLSFileFaults) {
            for certificate in try tls.context(for: .streams).certificates {
                let names = certificate.names.joined(separator: ", ")
                lines.append(
                    "certificate \(certificate.file) for \(names.isEmpty ? "no name" : names); "
                        + "\(days(certificate, now)) more days, until \(TLSFileFault.day(certificate.ends))"
                )
            }
        } catch {
            lines += error.faults.map(\.message)
        }
        if let authorities = tls.clientAuthorities {
            let verb = tls.requiresClientCertificate ? "must" : "may"
            lines.append("clients \(verb) show a certificate of \(authorities)")
        }
        return lines
    }

    /// Whole days that a certificate has left.
    private static func days(_ certificate: TLSCertificate, _ now: Date) -> Int {
        Int((Double(certificate.ends) - now.timeIntervalSince1970) / 86_400)
    }

    /// What deserves a sentence about the listeners.
    static func listenerWarnings(_ configuration: Configuration, now: Date = .now) -> [String] {
        var warnings: [String] = []
        let all = configuration.listeners.map(\.tls) + [configuration.admin?.tls]
        for tls in all.compactMap(\.self) {
            for certificate in (try? tls.context(for: .streams))?.certificates ?? [] {
                let days = days(certificate, now)
                if days < shortValidity {
                    warnings.append("The certificate \(certificate.file) expires in \(days) days.")
                }
                if certificate.names.isEmpty {
                    warnings.append(
                        "The certificate \(certificate.file) names no host (subjectAltName); no browser accepts it."
                    )
                }
            }
        }
        for listener in configuration.listeners
        where listener.requiresProxyProtocol && configuration.trustedProxies.isEmpty
            && !configuration.trustsUnixPeers && !listener.address.isLocal
        {
            warnings.append(
                "Whoever reaches \(listener.address) chooses the address that is believed (proxy-protocol without trusted-proxies)."
            )
        }
        return warnings
    }
}
