import COpenSSL

/// What all sessions of a listener share: our certificate and key, protocol versions, suites, and
/// whose certificates clients must show.
///
/// TLS 1.2 and 1.3, forward secrecy and authenticated encryption only. After a change of the files
/// a new context is made; sessions under way keep theirs.
@safe
package final class TLSServerContext: Sendable {
    /// Suites of TLS 1.2 (RFC 9325 4.2); those of 1.3 are all of this kind.
    private static let suites =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    // SAFETY: OpenSSL counts references to an SSL_CTX and locks inside it; nothing here changes
    // it after `init`.
    nonisolated(unsafe) let context: OpaquePointer

    /// Whether clients must show a certificate of ours.
    package let verifiesClients: Bool

    /// Reads the certificate with its chain, and the private key (both PEM).
    ///
    /// With `clientRootsFile` clients must show a certificate that one of its authorities has
    /// signed; without it they are not asked for one. A key with a passphrase is refused.
    package init(
        certificateFile: String, keyFile: String, clientRootsFile: String? = nil
    ) throws(TLSFault) {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else { throw .openSSL() }
        unsafe self.context = context
        verifiesClients = clientRootsFile != nil
        unsafe matglas_ssl_ctx_set_mode(context)
        unsafe matglas_ssl_ctx_prepare_server(context)
        // Without this a key with a passphrase would be asked for on the terminal.
        unsafe SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        guard unsafe matglas_ssl_ctx_set_min_version(context, TLS1_2_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(context, Self.suites) == 1
        else { throw .openSSL() }
        try unsafe Self.load(context, certificateFile, keyFile)
        if let clientRootsFile { try unsafe Self.verifyClients(context, clientRootsFile) }
    }

    deinit { unsafe SSL_CTX_free(context) }

    @unsafe
    private static func load(
        _ context: OpaquePointer, _ certificateFile: String, _ keyFile: String
    ) throws(TLSFault) {
        defer { ERR_clear_error() }
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificateFile) == 1 else {
            throw .certificateUnreadable
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(context, keyFile, SSL_FILETYPE_PEM) == 1 else {
            // The file is read first, and then compared with the certificate.
            let code = ERR_peek_last_error()
            throw matglas_err_is_key_mismatch(code) == 1 ? .keyMismatch : .keyUnreadable
        }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else { throw .keyMismatch }
    }

    @unsafe
    private static func verifyClients(
        _ context: OpaquePointer, _ rootsFile: String
    ) throws(TLSFault) {
        defer { ERR_clear_error() }
        guard unsafe SSL_CTX_load_verify_file(context, rootsFile) == 1,
            let names = unsafe SSL_load_client_CA_file(rootsFile)
        else { throw .rootsUnreadable }
        // The context owns the names from here on; clients choose their certificate by them.
        unsafe SSL_CTX_set_client_CA_list(context, names)
        unsafe SSL_CTX_set_verify(
            context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }
}
