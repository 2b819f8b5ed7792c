import Foundation
import Transport

/// Whose rights the gateway goes on with.
///
/// It never reads a byte of a client as root, unless the operator said so in so many words.
struct StartingAccount {
    /// The account to change to; `nil` if it stays who it is.
    let account: SystemAccount?
    /// What the log has to say about it.
    let warning: String?

    /// Whom the demonstration runs as when root starts it: it needs no rights at all.
    static let demonstrator = "nobody"

    /// Decides; throws if it would stay root, or if the account does not exist.
    init(
        _ configuration: Configuration, isDemonstration: Bool, allowsRoot: Bool,
        isRoot: Bool = Privileges.isRoot
    ) throws(ServiceFault) {
        guard isRoot else {
            account = nil
            warning =
                configuration.account.map {
                    "run-as \($0.user) has no effect: only root can change its account"
                }
            return
        }
        if let wanted = configuration.account {
            account = try Self.find(wanted.user, wanted.group, in: configuration, at: wanted.line)
            warning = nil
        } else if allowsRoot {
            account = nil
            warning = "runs as root, because --allow-root says so"
        } else if isDemonstration,
            let nobody = try? SystemAccount.find(user: Self.demonstrator, group: nil)
        {
            account = nobody
            warning = "started by root: the demonstration runs as \(Self.demonstrator)"
        } else {
            throw ServiceFault(77, Self.refusal)
        }
    }

    static let refusal = """
        serve does not run as root. Either write `run-as: USER` into the configuration (it opens \
        its addresses first and then goes on as that user), or start it as another user. In tests, \
        and in containers whose root has no rights outside, `--allow-root` lets it stay root.
        """

    private static func find(
        _ user: String, _ group: String?, in configuration: Configuration, at line: Int
    ) throws(ServiceFault) -> SystemAccount {
        let found: SystemAccount
        do {
            found = try SystemAccount.find(user: user, group: group)
        } catch {
            let reason =
                switch error {
                case .unknownUser: "this machine has no user \(Wording.quoted(user))"
                case .unknownGroup: "this machine has no group \(Wording.quoted(group ?? ""))"
                case .missingGroup:
                    "user \(user) has no entry on this machine; expected \(user):GROUP"
                }
            throw ServiceFault(78, "\(configuration.file):\(line): run-as: \(reason)")
        }
        guard found.user != 0 else {
            throw ServiceFault(
                78,
                "\(configuration.file):\(line): run-as: \(user) is root by another name; "
                    + "expected an account that is not root")
        }
        return found
    }

    // MARK: The state

    /// Makes the state directory for the account if there is none, and gives its path.
    ///
    /// The demonstration takes a folder of its own where the account cannot reach the usual one.
    func prepareState(
        _ path: String, isDemonstration: Bool
    ) throws(ServiceFault) -> String {
        guard let account else { return path }
        guard isDemonstration else {
            do {
                _ = try SystemAccount.makeFolder(path, for: account)
            } catch {
                throw ServiceFault(error.isPermissionDenied ? 77 : 74, "state \(path): \(error)")
            }
            return path
        }
        let above = URL(filePath: path).deletingLastPathComponent()
            .path(percentEncoded: false)
        if account.canEnter(above), (try? SystemAccount.makeFolder(path, for: account)) != nil,
            SystemAccount.owner(of: path) == account.user
        {
            return path
        }
        let other = FileManager.default.temporaryDirectory.appending(
            path: "matglas-demonstration-\(UUID().uuidString.prefix(8))"
        ).path(percentEncoded: false)
        do {
            _ = try SystemAccount.makeFolder(other, for: account)
        } catch {
            throw ServiceFault(error.isPermissionDenied ? 77 : 74, "state \(other): \(error)")
        }
        return other
    }

    /// Changes to the account for good; nothing was read from a client yet.
    func assume() throws(ServiceFault) {
        guard let account else { return }
        do {
            try Privileges.drop(to: account)
        } catch {
            throw ServiceFault(77, "the rights of root cannot be given up: \(error)")
        }
    }

    /// Whether the state can be worked on; says what to do if it cannot.
    func checkState(_ path: String) throws(ServiceFault) {
        guard let account, !SystemAccount.mayWrite(in: path) else { return }
        let name = account.name ?? "\(account.user)"
        throw ServiceFault(
            77,
            "state \(path): \(name) may not write there; expected a folder of that user: "
                + "chown -R \(name) \(path)")
    }
}
