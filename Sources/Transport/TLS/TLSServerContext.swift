import COpenSSL

/// What all sessions of a listener share: our certificates and keys, protocol versions, suites, and
/// whose certificates clients must show.
///
/// TLS 1.2 and 1.3, forward secrecy and authenticated encryption only. After a change of the files
/// a new context is made; sessions under way keep theirs.
///
/// Invariants:
/// 1. `contexts` has one element for each of `certificates`, in their order, and at least one.
/// 2. Their owner is this object, and a session keeps it, so that callbacks of OpenSSL find it.
@safe
package final class TLSServerContext: Sendable {
    /// What passes the sessions.
    package enum Use: Sendable {
        /// Clients that only send; an end that was not announced is a fault, nothing is resumed.
        case streams
        /// Requests with a length of their own; sessions are resumed by tickets with these keys.
        case requests(TicketKeys)
    }

    /// What clients are shown, in the order of the configuration.
    package let certificates: [TLSCertificate]

    /// Whether clients are asked for a certificate.
    package let verifiesClients: Bool

    let tickets: TicketKeys?
    private let contexts: [TLSCertificateContext]
    /// Positions of certificates by name; wildcards with their star.
    private let positions: [String: Int]

    /// The one that a session begins with, and keeps when the client names no host of ours.
    var context: OpaquePointer { unsafe contexts[0].context }

    /// Reads the certificates with their chains, and the private keys (all PEM).
    ///
    /// The first certificate is shown to clients that name no host, or one that no certificate has;
    /// of two with the same name the first counts. A key with a passphrase is refused. Who has to
    /// show a certificate shows it at every connection: no session is resumed there.
    /// Whatever is wrong is reported at once.
    package init(
        _ identities: [TLSIdentity], clients: TLSClientAuthorities? = nil, use: Use,
        now: Int64 = LaneClock.system.wall()
    ) throws(TLSFileFaults) {
        precondition(!identities.isEmpty)
        var faults: [TLSFileFault] = []
        var contexts: [TLSCertificateContext] = []
        var certificates: [TLSCertificate] = []
        for identity in identities {
            do throws(TLSFault) {
                let context = try TLSCertificateContext()
                let wrong = context.load(identity)
                faults += wrong
                guard wrong.isEmpty,
                    let certificate = context.certificate(from: identity.certificateFile)
                else { continue }
                if let clients, faults.isEmpty { try context.verifyClients(clients) }
                if let fault = certificate.fault(at: now) { faults.append(fault) }
                contexts.append(context)
                certificates.append(certificate)
            } catch {
                let file = error == .rootsUnreadable ? clients?.file : identity.certificateFile
                let fault = TLSFileFault(file: file ?? identity.certificateFile, fault: error)
                if !faults.contains(fault) { faults.append(fault) }
            }
        }
        guard faults.isEmpty else { throw TLSFileFaults(faults: faults) }
        var positions: [String: Int] = [:]
        for (position, certificate) in certificates.enumerated() {
            for name in certificate.names where positions[name] == nil {
                positions[name] = position
            }
        }
        self.contexts = contexts
        self.certificates = certificates
        self.positions = positions
        verifiesClients = clients != nil
        if case .requests(let keys) = use, clients == nil { tickets = keys } else { tickets = nil }
        for context in contexts { prepare(context, for: use) }
    }

    /// Reads the certificate with its chain, and the private key, for clients that only send.
    ///
    /// With `clientRootsFile` clients must show a certificate that one of its authorities has
    /// signed; without it they are not asked for one.
    package convenience init(
        certificateFile: String, keyFile: String, clientRootsFile: String? = nil
    ) throws(TLSFault) {
        do throws(TLSFileFaults) {
            try self.init(
                [TLSIdentity(certificateFile: certificateFile, keyFile: keyFile)],
                clients: clientRootsFile.map { TLSClientAuthorities(file: $0, required: true) },
                use: .streams)
        } catch {
            throw error.faults.first?.fault ?? .certificateUnreadable
        }
    }

    private func prepare(_ certificate: TLSCertificateContext, for use: Use) {
        let context = unsafe certificate.context
        // SAFETY: unretained, because a session keeps this object (invariant 2).
        unsafe matglas_ssl_ctx_set_owner(context, Unmanaged.passUnretained(self).toOpaque())
        unsafe matglas_ssl_ctx_set_server_name_callback(context) { session, _, _ in
            unsafe TLSServerContext.chooseCertificate(session)
        }
        guard case .requests = use else { return }
        unsafe matglas_ssl_ctx_prepare_requests(context)
        unsafe SSL_CTX_set_alpn_select_cb(
            context,
            { _, chosen, length, offered, count, _ in
                unsafe TLSServerContext.chooseProtocol(chosen, length, offered, Int(count))
            }, nil)
        guard tickets != nil else { return }
        unsafe matglas_ssl_ctx_allow_tickets(context, TicketKeys.ticketSeconds)
        _ = unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(context) {
            session, name, vector, cipher, mac, encrypts in
            guard let session = unsafe session,
                let owner = unsafe TLSServerContext.owner(of: session),
                let keys = owner.tickets, let name = unsafe name, let vector = unsafe vector
            else { return -1 }
            return unsafe keys.prepare(
                name: name, vector: vector, cipher: cipher, mac: mac, encrypts: encrypts == 1)
        }
    }

    @unsafe
    private static func owner(of session: OpaquePointer) -> TLSServerContext? {
        guard let owner = unsafe matglas_ssl_owner(session) else { return nil }
        return unsafe Unmanaged<TLSServerContext>.fromOpaque(owner).takeUnretainedValue()
    }

    // MARK: Server names (RFC 6066 3)

    /// The position of the certificate for `host`, by its name or by a wildcard for one label.
    func position(for host: String) -> Int? {
        let host = host.lowercased()
        if let position = positions[host] { return position }
        guard let dot = host.utf8.firstIndex(of: UInt8(ascii: ".")), dot > host.startIndex else {
            return nil
        }
        return positions["*" + host[dot...]]
    }

    @unsafe
    private static func chooseCertificate(_ session: OpaquePointer?) -> Int32 {
        guard let session = unsafe session, let owner = unsafe owner(of: session),
            let name = unsafe matglas_ssl_server_name(session),
            let position = unsafe owner.position(for: String(cString: name))
        else { return SSL_TLSEXT_ERR_NOACK }
        unsafe SSL_set_SSL_CTX(session, owner.contexts[position].context)
        return SSL_TLSEXT_ERR_OK
    }

    // MARK: Protocols (RFC 7301)

    /// HTTP/1.1, or nothing: a client that names others only is refused.
    @unsafe
    private static func chooseProtocol(
        _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
        _ length: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ count: Int
    ) -> Int32 {
        guard let chosen = unsafe chosen, let length = unsafe length,
            let offered = unsafe offered
        else { return SSL_TLSEXT_ERR_ALERT_FATAL }
        var index = 0
        while index < count {
            let size = unsafe Int(offered[index])
            guard index + size < count else { break }
            let name = unsafe UnsafeBufferPointer(start: offered + index + 1, count: size)
            if unsafe name.elementsEqual("http/1.1".utf8) {
                unsafe chosen.pointee = unsafe offered + index + 1
                unsafe length.pointee = UInt8(size)
                return SSL_TLSEXT_ERR_OK
            }
            index += 1 + size
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
}

extension TLSCertificate {
    /// What is wrong with its validity at a moment.
    fileprivate func fault(at now: Int64) -> TLSFileFault? {
        if now > ends { return TLSFileFault(file: file, fault: .certificateExpired(at: ends)) }
        if now < begins {
            return TLSFileFault(file: file, fault: .certificateNotYetValid(before: begins))
        }
        return nil
    }
}
