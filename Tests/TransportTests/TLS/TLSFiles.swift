import Foundation

/// A certificate authority, and certificates of it for a server and for a client, in files that go
/// with the object.
///
/// That of the server is valid for `shop.example`, `*.wild.example` and 127.0.0.1.
final class TLSFiles: Sendable {
    struct Failure: Error {}

    let folder: String

    var roots: String { folder + "/ca.pem" }
    var certificate: String { folder + "/cert.pem" }
    var key: String { folder + "/key.pem" }
    var clientCertificate: String { folder + "/client.pem" }
    var clientKey: String { folder + "/client.key" }

    init() throws {
        folder = NSTemporaryDirectory() + "/matglas-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let names = "subjectAltName=DNS:shop.example,DNS:*.wild.example,IP:127.0.0.1\n"
        try names.write(toFile: folder + "/names", atomically: true, encoding: .utf8)
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        try run("req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj /CN=test")
        try run("req \(key) -keyout key.pem -out request -subj /CN=server")
        let sign = "-CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
        try run("x509 -req -in request \(sign) -extfile names -out cert.pem")
        try run("req \(key) -keyout client.key -out request -subj /CN=client")
        try run("x509 -req -in request \(sign) -out client.pem")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Gives the server another certificate of the authority, for the names of an extension.
    func sign(
        names: String?, subject: String = "/CN=server", _ validity: String = "-days 2"
    ) throws {
        let text = names.map { "subjectAltName=\($0)\n" } ?? "basicConstraints=CA:FALSE\n"
        try text.write(toFile: folder + "/names", atomically: true, encoding: .utf8)
        try run("req -new -key key.pem -out request -subj \(subject)")
        try run(
            "x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial \(validity) "
                + "-extfile names -out cert.pem")
    }

    /// Runs `openssl` in the folder.
    func run(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
    }
}
