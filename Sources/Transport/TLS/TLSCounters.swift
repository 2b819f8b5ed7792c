import COpenSSL

/// Why a handshake with a client came to nothing; a closed list.
package enum HandshakeFailure: UInt8, Sendable, CaseIterable {
    /// The first bytes were no TLS.
    case notTLS
    /// The client has neither TLS 1.2 nor 1.3.
    case version
    /// No suite, curve or signature that both have.
    case suite
    /// The client speaks other protocols than HTTP/1.1 only (ALPN).
    case applicationProtocol
    case clientCertificateMissing
    case clientCertificateRefused
    /// The client broke off, most often because it does not trust our certificate.
    case refusedByClient
    case disconnected
    case timeout
    /// Ended, because too many were under way.
    case crowded
    case other
}

extension HandshakeFailure {
    init(_ fault: TLSFault) {
        switch fault {
        case .certificate: self = .clientCertificateRefused
        case .handshake(let code): self = code == 0 ? .disconnected : Self.of(code)
        default: self = .other
        }
    }

    private static func of(_ code: UInt) -> HandshakeFailure {
        switch matglas_err_reason(code) {
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST, SSL_R_WRONG_VERSION_NUMBER,
            SSL_R_UNEXPECTED_MESSAGE, SSL_R_UNEXPECTED_RECORD, SSL_R_BAD_RECORD_TYPE,
            SSL_R_RECORD_LENGTH_MISMATCH, SSL_R_PACKET_LENGTH_TOO_LONG, SSL_R_LENGTH_MISMATCH:
            .notTLS
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_UNSUPPORTED_SSL_VERSION,
            SSL_R_UNKNOWN_PROTOCOL, SSL_R_INAPPROPRIATE_FALLBACK:
            .version
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SHARED_GROUPS, SSL_R_NO_SUITABLE_KEY_SHARE,
            SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
            SSL_R_NO_CIPHERS_SPECIFIED:
            .suite
        case SSL_R_NO_APPLICATION_PROTOCOL: .applicationProtocol
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: .clientCertificateMissing
        case SSL_R_CERTIFICATE_VERIFY_FAILED: .clientCertificateRefused
        case SSL_R_UNEXPECTED_EOF_WHILE_READING: .disconnected
        // An alert of the client: its number after a thousand.
        case let reason where reason >= SSL_AD_REASON_OFFSET: .refusedByClient
        default: .other
        }
    }
}

/// What the handshakes with the clients of one lane came to.
package struct TLSCounters: Sendable, Equatable {
    /// Handshakes that were completed, and those of them that went on with an earlier session.
    package var handshakes = 0
    package var resumed = 0
    /// The completed ones by version.
    package var version12 = 0
    package var version13 = 0
    /// Failed ones, by the raw value of ``HandshakeFailure``.
    package var failures: [Int] = []

    /// How many handshakes failed for `reason`.
    package func failures(_ reason: HandshakeFailure) -> Int {
        let index = Int(reason.rawValue)
        return index < failures.count ? failures[index] : 0
    }

    mutating func countFailure(_ reason: HandshakeFailure) {
        let index = Int(reason.rawValue)
        while failures.count <= index { failures.append(0) }
        failures[index] += 1
    }

    mutating func countHandshake(_ session: TLSSession) {
        handshakes += 1
        if session.isResumed { resumed += 1 }
        if session.isVersion13 { version13 += 1 } else { version12 += 1 }
    }
}
