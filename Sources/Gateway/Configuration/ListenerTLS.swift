/// How a listener proves who it is, and whom it admits.
package struct ListenerTLS: Sendable, Equatable {
    /// A certificate chain and its key, both in PEM files.
    package struct Certificate: Sendable, Equatable {
        package var chain: String
        package var key: String
    }

    /// The first one is shown to clients that name no host, or an unknown one.
    package var certificates: [Certificate]
    /// PEM file with the authorities whose client certificates are taken; `nil` if none is asked for.
    package var clientAuthorities: String?
    /// Whether a client without a certificate is refused.
    package var requiresClientCertificate = false
}

/// Where health, metrics and the pages are, and who may see them.
package struct AdminSettings: Sendable, Equatable {
    package var address: ListenAddress
    package var tls: ListenerTLS?
    /// What `Authorization: Bearer` has to say, or the password of a login; `nil` for nobody asked.
    package var token: String?
    /// Further names under which the pages may be asked for.
    package var hosts: [String] = []
}
