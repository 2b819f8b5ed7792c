import Transport

/// What logs are received and sent with through TLS: our certificates, and the authorities we believe.
///
/// It is read before rights are given up, so that a key may be for root alone.
///
/// Invariant: both have an element for each listener or server of each intake, by their positions;
/// `nil` where no TLS is spoken.
struct LogTrust: Sendable {
    let listeners: [[TLSServerContext?]]
    let servers: [[TLSContext?]]

    /// Reads the files; the fault holds everything that is wrong with them.
    init(_ configuration: Configuration) throws(ServiceFault) {
        var faults: [ServiceFault] = []
        listeners = configuration.logs.map { intake in
            intake.listeners.map { Self.context(of: $0, in: intake, &faults) }
        }
        servers = configuration.logs.map { intake in
            intake.servers.map { Self.context(of: $0, in: intake, &faults) }
        }
        try ServiceFault.throwAll(faults)
    }

    private static func context(
        of listener: LogListener, in intake: LogIntakeConfiguration, _ faults: inout [ServiceFault]
    ) -> TLSServerContext? {
        guard listener.transport == .tls else { return nil }
        do throws(TLSFileFaults) {
            return try listener.tls.context(for: .streams)
        } catch {
            faults += error.faults.map {
                ServiceFault(74, "logs \(intake.name): \(listener.description): \($0.message)")
            }
            return nil
        }
    }

    private static func context(
        of server: SyslogServer, in intake: LogIntakeConfiguration, _ faults: inout [ServiceFault]
    ) -> TLSContext? {
        guard server.transport == .tls else { return nil }
        do throws(TLSFault) {
            return try TLSContext(rootsFile: server.authority)
        } catch {
            let reason =
                error == .rootsUnreadable
                ? "\(server.authority ?? "the authorities") cannot be read" : "\(error)"
            faults.append(ServiceFault(74, "logs \(intake.name): \(server): \(reason)"))
            return nil
        }
    }
}
