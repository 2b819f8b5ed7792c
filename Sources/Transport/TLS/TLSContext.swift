import COpenSSL

/// Why TLS could not be set up or agreed on.
///
/// It carries codes and never bytes of the session.
package enum TLSFault: Error, Equatable, Sendable {
    /// OpenSSL could not make a context or a session.
    case setup(code: UInt)
    /// The file with additional roots could not be read.
    case rootsUnreadable
    /// The file with our certificate and its chain could not be read.
    case certificateUnreadable
    /// The file with our private key could not be read.
    case keyUnreadable
    /// The private key is another certificate's.
    case keyMismatch
    /// The key of our certificate, or the signature on it, is too weak to be shown.
    case certificateWeak
    /// Our certificate is not valid any more, or not yet (seconds since 1970).
    case certificateExpired(at: Int64)
    case certificateNotYetValid(before: Int64)
    /// The peer's certificate was refused: an `X509_V_ERR_…` number.
    case certificate(reason: Int)
    /// The handshake broke off for another reason.
    case handshake(code: UInt)
}

/// What all outbound sessions share: protocol versions, trusted roots, and that peers are verified.
///
/// Make one per process, or one per set of roots. There is no way to switch verification off.
@safe
package final class TLSContext: Sendable {
    // SAFETY: OpenSSL counts references to an SSL_CTX and locks inside it; nothing here changes
    // it after `init`.
    nonisolated(unsafe) let context: OpaquePointer

    /// Creates a context that trusts the roots of the system, and those of `rootsFile` (PEM).
    ///
    /// With `onlyRootsFile` the roots of the system do not count.
    package init(rootsFile: String? = nil, onlyRootsFile: Bool = false) throws(TLSFault) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { throw .openSSL() }
        unsafe self.context = context
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        unsafe matglas_ssl_ctx_set_mode(context)
        guard unsafe matglas_ssl_ctx_set_min_version(context, TLS1_2_VERSION) == 1 else {
            throw .openSSL()
        }
        if !onlyRootsFile, unsafe SSL_CTX_set_default_verify_paths(context) != 1 {
            throw .openSSL()
        }
        if let rootsFile, unsafe SSL_CTX_load_verify_file(context, rootsFile) != 1 {
            ERR_clear_error()
            throw .rootsUnreadable
        }
    }

    deinit { unsafe SSL_CTX_free(context) }
}

extension TLSFault {
    /// The oldest entry of OpenSSL's error queue, which is emptied.
    static func openSSL() -> TLSFault {
        let code = ERR_get_error()
        ERR_clear_error()
        return .setup(code: code)
    }
}
