/// Which parts of a URL stay, and which hosts are the shop's own.
package struct URLRules: Sendable {
    /// Names that stay besides the campaign parameters, lower case; `nil` if no query stays at all.
    let keptParameters: [[UInt8]]?
    /// The shop's hosts, compared without case and without a trailing dot.
    let ownHosts: [[UInt8]]
    let prefixes: AddressPrefixes

    private init(keptParameters: [[UInt8]]?, ownHosts: [String], prefixes: AddressPrefixes) {
        self.keptParameters = keptParameters
        self.ownHosts = ownHosts.map { Array($0.utf8) }
        self.prefixes = prefixes
    }

    /// Campaign parameters stay, and those the shop names.
    ///
    /// Click ids go even if the shop names them.
    package static func campaigns(
        keeping names: [String] = [], ownHosts: [String] = [],
        prefixes: AddressPrefixes = AddressPrefixes()
    ) -> URLRules {
        URLRules(
            keptParameters: names.map { Array($0.lowercased().utf8) }, ownHosts: ownHosts,
            prefixes: prefixes)
    }

    /// No query stays.
    package static func strict(
        ownHosts: [String] = [], prefixes: AddressPrefixes = AddressPrefixes()
    ) -> URLRules {
        URLRules(keptParameters: nil, ownHosts: ownHosts, prefixes: prefixes)
    }
}
