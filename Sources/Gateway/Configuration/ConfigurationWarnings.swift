import Consent
import Privacy

/// What is allowed and still deserves a sentence in `matglas check`.
enum ConfigurationWarnings {
    /// The sentences, most general first.
    static func texts(_ configuration: Configuration) throws(ConfigurationFault) -> [String] {
        try profileWarnings(configuration) + destinationWarnings(configuration)
            + settingWarnings(configuration)
            + ConfigurationSummary.listenerWarnings(configuration) + logWarnings(configuration)
    }

    // MARK: Profiles

    private static func profileWarnings(
        _ configuration: Configuration
    ) throws(ConfigurationFault) -> [String] {
        var warnings: [String] = []
        var cutsAddresses = false
        var keepsPseudonyms = false
        for name in usedProfiles(configuration) {
            let profile = try configuration.catalog.profile(named: name)
            cutsAddresses = cutsAddresses || profile.events.values.contains(.truncateAddress)
            keepsPseudonyms = keepsPseudonyms || profile.pseudonyms?.isShortLived == false
        }
        if cutsAddresses {
            warnings.append(
                "A cut address is a pseudonym, not anonymous: what is sent with one is personal data."
            )
        }
        if keepsPseudonyms {
            warnings.append(
                "Pseudonyms that stay the same per visitor are personal data; the recipient belongs in the record of processing."
            )
        }
        return warnings
    }

    private static func usedProfiles(_ configuration: Configuration) -> [String] {
        Set(
            configuration.destinations.flatMap {
                [$0.whenGranted, $0.whenDenied, $0.whenUnknown].compactMap(\.profileName)
            }
        ).sorted()
    }

    // MARK: Destinations

    private static func destinationWarnings(_ configuration: Configuration) -> [String] {
        var warnings: [String] = []
        for destination in configuration.destinations {
            let name = destination.name
            if destination.whenDenied == .forward {
                warnings.append(
                    "\(name) gets recognisable visitors who refused (when-denied: forward).")
            }
            if destination.whenUnknown == .forward {
                warnings.append(
                    "\(name) gets recognisable visitors who were not asked (when-unknown: forward)."
                )
            }
            if destination.needs.count > 1, destination.whenPartlyDenied == .forward {
                warnings.append(
                    "\(name) gets recognisable visitors who refused a part of what it needs (when-partly-granted: forward)."
                )
            }
            if destination.whenDenied == .forwardAnonymous {
                warnings.append(
                    "\(name) gets events of visitors who refused (when-denied: forward-anonymous).")
            }
            if destination.needs.allSatisfy({ $0 == .functional }) {
                warnings.append(
                    "\(name) needs no consent (needs: functional); nobody is asked for it.")
            }
            if let upstream = destination.upstream, !upstream.isEncrypted, destination.forwards {
                warnings.append("\(name) is reached without encryption, at \(upstream).")
            }
            if let method = destination.addressEncryption?.cipher.method {
                warnings.append("\(name): \(method.caution)")
            }
            if destination.allowsOpaque {
                warnings.append(
                    "\(name) gets recordings and other streams UNREAD where consent is given (opaque: allow): what they hold is NOT anonymized, only address, headers and cookies are taken off."
                )
            }
            if destination.upstream != nil, !destination.forwards {
                warnings.append("\(name) has an upstream and never forwards.")
            }
            if destination.allowsPrivateUpstream, destination.forwards {
                warnings.append("\(name) may resolve to a private address (allow-private).")
            }
        }
        return warnings + idleSites(configuration)
    }

    private static func idleSites(_ configuration: Configuration) -> [String] {
        configuration.sites
            .filter { site in
                !configuration.destinations.contains { $0.site == site.name }
                    && !configuration.logs.contains { $0.site == site.name }
            }
            .map { "Site \($0.name) has no destination; everything it gets is answered with 404." }
    }

    // MARK: Setting

    private static func settingWarnings(_ configuration: Configuration) -> [String] {
        var warnings: [String] = []
        if let admin = configuration.admin, !admin.address.isLocal, admin.tls == nil {
            warnings.append(
                "The token for \(admin.address) travels without encryption; keep the way there your own."
            )
        }
        for block in configuration.trustedProxies where block.prefixLength == 0 {
            warnings.append("\(block) lets every client choose the address that is believed.")
        }
        return warnings
    }
}
