import Foundation
import Transport

extension ConfigurationReader {
    private static let pem = "the path of a PEM file"

    /// How a listener proves who it is, and whom it admits; the files are read, so that every mistake
    /// in them is found with the others.
    func listenerTLS(_ node: YAMLNode) -> ListenerTLS? {
        guard
            reader.checkKeys(
                node, of: "tls", required: [],
                optional: ["certificate", "key", "certificates", "client-certificates"])
        else { return nil }
        var lines: [String: Int] = [:]
        var tls = ListenerTLS(certificates: [])
        let before = mistakes.mistakes.count
        if let list = node["certificates"] {
            for key in ["certificate", "key"] {
                guard let value = node[key] else { continue }
                mistakes.add(
                    value.line, "\(key) and certificates exclude each other; expected one of them")
            }
            let expected = "a list such as - {certificate: FILE, key: FILE}"
            for element in reader.list(list, of: "certificates", expected: expected) ?? [] {
                guard
                    reader.checkKeys(
                        element, of: "a certificate", required: ["certificate", "key"])
                else { continue }
                if let found = certificate(element, &lines) { tls.certificates.append(found) }
            }
        } else {
            for key in ["certificate", "key"] where node[key] == nil {
                mistakes.add(node.line, "missing key \(Wording.quoted(key)) in tls")
            }
            if let found = certificate(node, &lines) { tls.certificates.append(found) }
        }
        if let clients = node["client-certificates"] { readClients(clients, into: &tls, &lines) }
        guard mistakes.mistakes.count == before, !tls.certificates.isEmpty else { return nil }
        do throws(TLSFileFaults) {
            _ = try tls.context(for: .streams)
        } catch {
            for fault in error.faults {
                mistakes.add(lines[fault.file] ?? node.line, fault.message)
            }
        }
        return tls
    }

    private func certificate(
        _ node: YAMLNode, _ lines: inout [String: Int]
    ) -> ListenerTLS.Certificate? {
        let chain = path(node, "certificate", &lines)
        let key = path(node, "key", &lines)
        guard let chain, let key else { return nil }
        return ListenerTLS.Certificate(chain: chain, key: key)
    }

    private func readClients(
        _ node: YAMLNode, into tls: inout ListenerTLS, _ lines: inout [String: Int]
    ) {
        guard
            reader.checkKeys(
                node, of: "client-certificates", required: ["authorities"], optional: ["required"])
        else { return }
        tls.clientAuthorities = path(node, "authorities", &lines)
        // Whoever names authorities means that others stay outside.
        tls.requiresClientCertificate =
            node["required"].flatMap { reader.flag($0, of: "required") } ?? true
    }

    private func path(
        _ node: YAMLNode, _ key: String, _ lines: inout [String: Int]
    ) -> String? {
        guard let value = node[key], let path = reader.text(value, of: key, expected: Self.pem)
        else { return nil }
        lines[path] = value.line
        return path
    }
}

extension ListenerTLS {
    /// Reads the files; whatever is wrong with them is reported at once.
    func context(
        for use: TLSServerContext.Use
    ) throws(TLSFileFaults) -> TLSServerContext {
        try TLSServerContext(
            certificates.map { TLSIdentity(certificateFile: $0.chain, keyFile: $0.key) },
            clients: clientAuthorities.map {
                TLSClientAuthorities(file: $0, required: requiresClientCertificate)
            }, use: use)
    }
}

extension LogListener {
    /// What a syslog server shows and asks for, as listeners for events write it.
    var tls: ListenerTLS {
        ListenerTLS(
            certificates: [ListenerTLS.Certificate(chain: certificate ?? "", key: key ?? "")],
            clientAuthorities: clientAuthority, requiresClientCertificate: true)
    }
}

extension TLSFileFault {
    /// Whether another account may be able to read the file.
    var isDenied: Bool { FileCondition.obstacle(at: file) == .denied }

    /// The fault in words, with the reason why a file cannot be read.
    var message: String {
        let kind =
            switch fault {
            case .certificateUnreadable, .rootsUnreadable: "certificate"
            case .keyUnreadable: "private key without a passphrase"
            default: ""
            }
        guard !kind.isEmpty else { return description }
        if isDenied { return "\(description): \(ConfigurationFault.permissionDenied)" }
        if !FileManager.default.fileExists(atPath: file) { return "\(description): no such file" }
        return "\(description): expected a \(kind) in PEM form"
    }
}
