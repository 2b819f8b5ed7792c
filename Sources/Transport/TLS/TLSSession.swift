import COpenSSL
import Glibc

/// One TLS connection over a non-blocking socket.
///
/// It belongs to the connection that made it.
///
/// Invariants:
/// 1. `session` is freed once, in `deinit`.
/// 2. The queue of OpenSSL errors is empty when a call returns, so that the next call on this
///    thread, for any session, reads its own errors.
///
/// OpenSSL writes to the socket itself and cannot suppress `SIGPIPE`: see
/// ``Signals/ignoreBrokenPipe()``.
@safe
final class TLSSession {
    // SAFETY: owned by this object alone and used on its lane only (invariant 1).
    private let session: OpaquePointer

    /// How a step of the handshake ended.
    enum Progress: Equatable {
        case done
        case wouldBlock
        case failed(TLSFault)
    }

    /// Creates the client side.
    ///
    /// The certificate must be valid for `host`: a DNS name, which is also sent as SNI (RFC 6066
    /// 3), or a literal address, which is not.
    ///
    /// `isHTTP` asks for `http/1.1` (ALPN, RFC 7301), so that a server that would rather speak
    /// HTTP/2 does not, and takes names from the list of alternative names alone: the common name
    /// has not counted since RFC 9110 4.3.4.
    init(
        context: TLSContext, descriptor: borrowing Descriptor, host: String, isHTTP: Bool = false
    ) throws(TLSFault) {
        guard let session = unsafe SSL_new(context.context) else { throw .openSSL() }
        unsafe self.session = session
        let parameters = unsafe SSL_get0_param(session)
        let isLiteral = SocketAddress.literal(host, port: 0) != nil
        if isLiteral {
            guard unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1 else {
                throw .openSSL()
            }
        } else {
            // A wildcard stands for one whole label, not for part of one (RFC 6125 6.4.3).
            let names = isHTTP ? X509_CHECK_FLAG_NEVER_CHECK_SUBJECT : 0
            unsafe SSL_set_hostflags(
                session, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | names))
            guard unsafe SSL_set1_host(session, host) == 1,
                unsafe matglas_ssl_set_server_name(session, host) == 1
            else { throw .openSSL() }
        }
        if isHTTP {
            let protocols = Self.applicationProtocols
            guard unsafe SSL_set_alpn_protos(session, protocols, UInt32(protocols.count)) == 0
            else { throw .openSSL() }
        }
        guard unsafe SSL_set_fd(session, descriptor.number) == 1 else { throw .openSSL() }
        unsafe SSL_set_connect_state(session)
    }

    /// Creates the server side.
    init(context: TLSServerContext, descriptor: borrowing Descriptor) throws(TLSFault) {
        guard let session = unsafe SSL_new(context.context) else { throw .openSSL() }
        unsafe self.session = session
        guard unsafe SSL_set_fd(session, descriptor.number) == 1 else { throw .openSSL() }
        unsafe SSL_set_accept_state(session)
    }

    /// `http/1.1` behind its length (RFC 7301 3.1).
    private static let applicationProtocols: [UInt8] = [8] + Array("http/1.1".utf8)

    deinit { unsafe SSL_free(session) }

    /// Goes on with the handshake, which includes the check of the certificate.
    func handshake() -> Progress {
        let result = unsafe SSL_do_handshake(session)
        if result == 1 { return .done }
        switch unsafe SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wouldBlock
        default:
            let code = ERR_get_error()
            ERR_clear_error()
            let verdict = unsafe SSL_get_verify_result(session)
            if verdict != X509_V_OK { return .failed(.certificate(reason: verdict)) }
            return .failed(.handshake(code: code))
        }
    }

    /// Reads decrypted bytes; `.processed(0)` is an end that the peer has announced.
    func read(into target: UnsafeMutableRawBufferPointer) -> Transfer {
        var count = 0
        let result = unsafe SSL_read_ex(session, target.baseAddress, target.count, &count)
        return result == 1 ? .processed(count) : failure(result)
    }

    /// Encrypts and sends what fits of `bytes`.
    func write(_ bytes: Span<UInt8>) -> Transfer {
        var count = 0
        let result = unsafe bytes.withUnsafeBytes {
            unsafe SSL_write_ex(session, $0.baseAddress, $0.count, &count)
        }
        return result == 1 ? .processed(count) : failure(result)
    }

    /// Announces the end of what we send; a peer that is gone is no error.
    func shutdown() {
        _ = unsafe SSL_shutdown(session)
        ERR_clear_error()
    }

    /// Bytes that the session has given to the socket.
    var bytesOnWire: Int { unsafe Int(clamping: BIO_number_written(SSL_get_wbio(session))) }

    private func failure(_ result: Int32) -> Transfer {
        let systemCode = errno
        let kind = unsafe SSL_get_error(session, result)
        ERR_clear_error()
        switch kind {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wouldBlock
        case SSL_ERROR_ZERO_RETURN: return .processed(0)
        case SSL_ERROR_SYSCALL: return .failed(systemCode == 0 ? ECONNRESET : systemCode)
        // Among others an end without announcement: the message may have been cut.
        default: return .failed(EPROTO)
        }
    }
}
