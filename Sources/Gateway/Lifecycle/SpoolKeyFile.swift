import Foundation
import Privacy
import Transport

/// The file with the key of visitor tags: `spool.key` in the state directory, mode 0600.
///
/// Under it a withdrawal finds the events that wait on disk, also after a restart. A start that finds
/// no events draws a new key, so what the old one could link is gone with the events.
enum SpoolKeyFile {
    static let name = "spool.key"

    /// A key, and whether there was none for events that wait.
    struct Loaded {
        let key: SecretKey
        /// Events wait whose visitors cannot be recognised any more.
        let isReplaced: Bool
    }

    /// Reads the key, or draws a new one when the spool is empty or there is none.
    static func load(
        directory: String, isSpoolEmpty: Bool, in memory: (any KeyMemory)?
    ) throws(ServiceFault) -> Loaded {
        let path = KeyFile.path(of: name, in: directory)
        do {
            if !isSpoolEmpty, let line = try KeyFile.read(path) {
                return Loaded(
                    key: SecretKey(line.key.0, line.key.1, in: memory), isReplaced: false)
            }
            let key = try KeyFile.draw(path: path, today: Date(), memory, replacing: true)
            return Loaded(key: key, isReplaced: !isSpoolEmpty)
        } catch .damaged {
            throw damaged(path)
        } catch {
            throw ServiceFault(error.exitCode, error.description)
        }
    }

    private static func damaged(_ path: String) -> ServiceFault {
        ServiceFault(
            78,
            "\(path): is no key file; expected a day and 32 hexadecimal digits. Restore it from a "
                + "copy, or remove it: withdrawals then do not find the events that wait")
    }
}
