import Foundation
import Testing

@testable import Gateway

/// Certificates in a folder that goes with the object.
final class PEMFiles: Sendable {
    struct Failure: Error {}

    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "/matglas-pem-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["shop", "other"] {
            try run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 "
                    + "-keyout \(name).key -out \(name).pem -subj /CN=\(name) "
                    + "-addext subjectAltName=DNS:\(name).example,DNS:*.\(name).example")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func run(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
    }
}

@Suite struct `The TLS of a listener` {
    private let files: PEMFiles

    init() throws { files = try PEMFiles() }

    private func text(_ tls: String) -> String {
        configuration(
            replacing: "  - address: 127.0.0.1:8080",
            with: "  - address: 0.0.0.0:8443\n    tls: \(tls)"
        ).replacing("FOLDER", with: files.folder)
    }

    /// What is wrong with the value of `tls`, without the folder.
    private func wrong(_ tls: String) -> String {
        mistakes(in: text(tls)).replacing(files.folder, with: "FOLDER")
    }

    @Test func `is read with one certificate, several, and clients' ones`() throws {
        let one = try Configuration.parse(
            text("{certificate: FOLDER/shop.pem, key: FOLDER/shop.key}"), file: "shop.yaml")
        #expect(
            one.listeners.map(\.tls) == [
                ListenerTLS(certificates: [
                    .init(chain: files.folder + "/shop.pem", key: files.folder + "/shop.key")
                ])
            ])
        let several = try Configuration.parse(
            text(
                """

                      certificates:
                        - {certificate: FOLDER/shop.pem, key: FOLDER/shop.key}
                        - {certificate: FOLDER/other.pem, key: FOLDER/other.key}
                      client-certificates: {authorities: FOLDER/other.pem, required: false}
                    proxy-protocol: true
                """), file: "shop.yaml")
        let listener = try #require(several.listeners.first)
        #expect(listener.tls?.certificates.count == 2 && listener.requiresProxyProtocol)
        #expect(listener.tls?.clientAuthorities == files.folder + "/other.pem")
        #expect(listener.tls?.requiresClientCertificate == false)
        let summary = try ConfigurationSummary.text(several)
            .replacing(files.folder, with: "FOLDER")
        #expect(summary.contains("Events arrive at 0.0.0.0:8443 (PROXY protocol, TLS)."))
        #expect(
            summary.contains(
                "  certificate FOLDER/shop.pem for shop.example, *.shop.example; 29 more days, until "
            ))
        #expect(summary.contains("  clients may show a certificate of FOLDER/other.pem\n"))
        #expect(!summary.contains("expires in"))
    }

    @Test func `has its mistakes reported at once, each with its line`() {
        #expect(
            wrong("{certificate: FOLDER/none.pem, key: FOLDER/none.key}")
                == """
                shop.yaml:3: the certificate FOLDER/none.pem cannot be read: no such file
                shop.yaml:3: the key FOLDER/none.key cannot be read: no such file
                """)
        #expect(
            wrong("{certificate: FOLDER/shop.pem, key: FOLDER/other.key}")
                == "shop.yaml:3: the key FOLDER/other.key is another certificate's")
        #expect(
            wrong("{certificate: FOLDER/shop.key, key: FOLDER/shop.pem}")
                == """
                shop.yaml:3: the certificate FOLDER/shop.key cannot be read: expected a certificate in PEM form
                shop.yaml:3: the key FOLDER/shop.pem cannot be read: expected a private key without a passphrase in PEM form
                """)
        #expect(
            wrong(
                """

                      certificate: FOLDER/shop.pem
                      key: FOLDER/shop.key
                      client-certificates: {authorities: FOLDER/shop.key}
                """)
                == "shop.yaml:6: the client authority FOLDER/shop.key cannot be read: expected a certificate in PEM form"
        )
        #expect(
            wrong("{}")
                == "shop.yaml:3: missing key \"certificate\" in tls\nshop.yaml:3: missing key \"key\" in tls"
        )
        #expect(
            wrong("{key: FOLDER/shop.key, certificates: [{certificate: FOLDER/shop.pem}]}")
                == """
                shop.yaml:3: key and certificates exclude each other; expected one of them
                shop.yaml:3: missing key "key" in a certificate
                """)
        #expect(
            wrong(
                "{certificate: FOLDER/shop.pem, key: FOLDER/shop.key, client-certificates: {required: true}}"
            )
                == "shop.yaml:3: missing key \"authorities\" in client-certificates")
    }
}

@Suite struct `The PROXY protocol of a listener` {
    @Test func `is a flag, and a warning where everybody may use it`() throws {
        let line = "  - address: 127.0.0.1:8080"
        let flagged = configuration(
            replacing: line, with: "  - address: 0.0.0.0:8080\n    proxy-protocol: true")
        let warning =
            "Whoever reaches 0.0.0.0:8080 chooses the address that is believed (proxy-protocol without trusted-proxies)."
        let behind = try Configuration.parse(flagged, file: "shop.yaml")
        #expect(try !ConfigurationSummary.text(behind).contains(warning))
        let open = try Configuration.parse(
            flagged.replacing("trusted-proxies: [10.0.0.0/8]", with: "trusted-proxies: []"),
            file: "shop.yaml")
        #expect(try ConfigurationSummary.text(open).contains(warning))
        #expect(
            mistakes(
                in: configuration(replacing: line, with: line + "\n    proxy-protocol: yes"))
                == "shop.yaml:3: proxy-protocol is \"yes\"; expected true or false")
    }
}
