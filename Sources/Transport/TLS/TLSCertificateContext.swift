import COpenSSL

/// One certificate of a listener with all that sessions need beside it, as OpenSSL keeps them.
@safe
final class TLSCertificateContext: Sendable {
    /// Suites of TLS 1.2 (RFC 9325 4.2); those of 1.3 are all of this kind.
    private static let suites =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
        + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
        + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

    /// Curves of the key exchange: those that every client of today has.
    private static let groups = "X25519:P-256"

    /// Signatures that we make, and that we take of clients.
    private static let signatures =
        "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:RSA-PSS+SHA256:RSA-PSS+SHA384:"
        + "RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512"

    /// A key of 112 bits' strength or more, as OpenSSL counts: RSA of 2048 bits, curves of 224.
    private static let securityLevel: Int32 = 2

    // SAFETY: OpenSSL counts references to an SSL_CTX and locks inside it; nothing here changes
    // it after the listener has been made.
    nonisolated(unsafe) let context: OpaquePointer

    init() throws(TLSFault) {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else { throw .openSSL() }
        unsafe self.context = context
        unsafe matglas_ssl_ctx_set_mode(context)
        unsafe matglas_ssl_ctx_prepare_server(context)
        unsafe SSL_CTX_set_security_level(context, Self.securityLevel)
        // Without this a key with a passphrase would be asked for on the terminal.
        unsafe SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        guard unsafe matglas_ssl_ctx_set_min_version(context, TLS1_2_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(context, Self.suites) == 1,
            unsafe matglas_ssl_ctx_set_groups(context, Self.groups) == 1,
            unsafe matglas_ssl_ctx_set_signatures(context, Self.signatures) == 1
        else { throw .openSSL() }
    }

    deinit { unsafe SSL_CTX_free(context) }

    /// Reads certificate and key; gives what is wrong with each.
    func load(_ identity: TLSIdentity) -> [TLSFileFault] {
        var faults: [TLSFileFault] = []
        defer { ERR_clear_error() }
        ERR_clear_error()
        if unsafe SSL_CTX_use_certificate_chain_file(context, identity.certificateFile) != 1 {
            let isWeak = matglas_err_is_weak_certificate(ERR_peek_last_error()) == 1
            faults.append(
                TLSFileFault(
                    file: identity.certificateFile,
                    fault: isWeak ? .certificateWeak : .certificateUnreadable))
        }
        ERR_clear_error()
        if unsafe SSL_CTX_use_PrivateKey_file(context, identity.keyFile, SSL_FILETYPE_PEM) != 1 {
            // The file is read first, and then compared with the certificate.
            let isOther = matglas_err_is_key_mismatch(ERR_peek_last_error()) == 1
            faults.append(
                TLSFileFault(
                    file: identity.keyFile, fault: isOther ? .keyMismatch : .keyUnreadable))
        } else if faults.isEmpty, unsafe SSL_CTX_check_private_key(context) != 1 {
            faults.append(TLSFileFault(file: identity.keyFile, fault: .keyMismatch))
        }
        return faults
    }

    /// What the certificate that was loaded from `file` says about itself.
    func certificate(from file: String) -> TLSCertificate? {
        defer { ERR_clear_error() }
        guard let certificate = unsafe SSL_CTX_get0_certificate(context) else { return nil }
        var names: [String] = []
        var position: Int32 = 0
        while true {
            var bytes = [UInt8](repeating: 0, count: Self.longestName)
            let length = unsafe matglas_x509_dns_name(
                certificate, position, &bytes, Int32(bytes.count))
            guard length != -2 else { break }
            position += 1
            guard length > 0 else { continue }
            let name = String(decoding: bytes[..<Int(length)], as: UTF8.self).lowercased()
            if !names.contains(name) { names.append(name) }
        }
        return unsafe TLSCertificate(
            file: file, names: names, begins: matglas_x509_begins(certificate),
            ends: matglas_x509_ends(certificate))
    }

    /// The longest name of the DNS.
    private static let longestName = 255

    /// Asks clients for certificates of these authorities.
    func verifyClients(_ authorities: TLSClientAuthorities) throws(TLSFault) {
        defer { ERR_clear_error() }
        guard unsafe SSL_CTX_load_verify_file(context, authorities.file) == 1,
            let names = unsafe SSL_load_client_CA_file(authorities.file)
        else { throw .rootsUnreadable }
        // The context owns the names from here on; clients choose their certificate by them.
        unsafe SSL_CTX_set_client_CA_list(context, names)
        let required = authorities.required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | required, nil)
    }
}
