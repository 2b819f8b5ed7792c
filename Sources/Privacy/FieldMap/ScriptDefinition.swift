/// A file that pages load from a vendor, and that the gateway can serve in the vendor's place.
package struct ScriptDefinition: Sendable, Equatable {
    /// Where the gateway fetches it.
    package enum Source: Sendable, Equatable {
        /// One of the vendor's hosts, over TLS.
        case host(String)
        /// The destination's upstream, for tools that shops run themselves.
        case upstream
    }

    /// What a placeholder of the path or a query parameter may hold.
    ///
    /// Besides what is said here every rule takes an id of the destination's `script-ids`.
    package enum Rule: Sendable, Equatable {
        /// Nothing else.
        case site
        /// A text that stands in a script of the vendor that was fetched before.
        case known
        /// A language and perhaps a country, such as `en_US`.
        case locale
        /// Anything; the parameter does not go to the vendor.
        case dropped
        /// One of these texts.
        case values([String])
    }

    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var rule: Rule

        package init(name: String, rule: Rule) {
            self.name = name
            self.rule = rule
        }
    }

    /// A literal text that is exchanged, for hosts that the vendor puts together from pieces.
    package struct Replacement: Sendable, Equatable {
        package var find: String
        /// `{site}` stands for scheme, host and mount of the shop, `{host}` for host and mount.
        package var with: String

        package init(find: String, with: String) {
            self.find = find
            self.with = with
        }
    }

    /// The path at the vendor and, behind the mount, on the site.
    package var path: String
    package var source: Source
    package var query: [Parameter] = []
    package var type = ScriptType.script
    /// Hosts inside it that become the site's: exact names, or `*.` and a domain.
    package var rewritten: [String] = []
    /// Hosts inside it that stay, because nothing of the gateway answers for them.
    package var staying: [String] = []
    package var replacements: [Replacement] = []
    /// Further hosts that a redirect may lead the gateway to.
    package var redirects: [String] = []
    /// Seconds after which the gateway asks the vendor whether it has changed.
    package var freshSeconds = ScriptDefinition.usualFreshSeconds
    package var largestBytes = ScriptDefinition.usualLargestBytes
    /// Line in the file, from 1.
    package var line = 0

    /// An hour: vendors change their scripts weekly, and repair them within a day.
    package static let usualFreshSeconds = 3_600
    /// Few scripts have more than half of it.
    package static let usualLargestBytes = 1 << 20

    package init(path: String, source: Source) {
        self.path = path
        self.source = source
    }
}

/// What a fetched file is; the vendor's media type must be one of it.
package enum ScriptType: String, Sendable, CaseIterable {
    case script
    case json
    case style
    case gif
    case png

    /// The media types that a vendor may say.
    package var accepted: [String] {
        switch self {
        case .script:
            [
                "text/javascript", "application/javascript", "application/x-javascript",
                "text/ecmascript", "application/ecmascript", "text/x-javascript",
            ]
        case .json: ["application/json"]
        case .style: ["text/css"]
        case .gif: ["image/gif"]
        case .png: ["image/png"]
        }
    }

    /// What browsers are told.
    package var served: String {
        switch self {
        case .script: "text/javascript; charset=utf-8"
        case .json: "application/json"
        case .style: "text/css; charset=utf-8"
        case .gif: "image/gif"
        case .png: "image/png"
        }
    }

    /// Whether there are names of hosts in it.
    package var isText: Bool { self != .gif && self != .png }
}
