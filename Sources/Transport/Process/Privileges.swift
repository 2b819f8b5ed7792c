import CLinux
import Glibc

/// What this process may do, and how it gives that up for good.
package enum Privileges {
    /// Why privileges could not be given up; whoever meets one ends.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case failed(SystemFault)
        /// The account is root itself.
        case isRoot
        /// After the change something of root was still there, or could be had again.
        case remains(String)

        package var description: String {
            switch self {
            case .failed(let fault): "\(fault)"
            case .isRoot: "the account is root"
            case .remains(let what): "\(what) after the change of the account"
            }
        }
    }

    /// Whether the process has, or can take back, the rights of root.
    package static var isRoot: Bool { geteuid() == 0 || getuid() == 0 }

    /// Makes sure that no program started from here gets more rights than we have (prctl(2)).
    ///
    /// It holds for the calling thread and those that it makes, so it is called before there are
    /// others.
    package static func forbidNew() { _ = clinux_no_new_privileges() }

    /// Files that are made from now on are for their owner alone.
    package static func makeFilesPrivate() { _ = umask(0o077) }

    /// Goes on as another account, with its groups and none of root's rights, and never back.
    ///
    /// The C library changes all threads at once (setuid(2), "C library/kernel differences"). The
    /// order is that of setuid(7): groups, group, user. Afterwards it is tried whether anything can
    /// be had back.
    package static func drop(to account: SystemAccount) throws(Fault) {
        guard account.user != 0 else { throw .isRoot }
        try call("initgroups") {
            if let name = account.name {
                return unsafe initgroups(name, account.group)
            }
            var group = account.group
            return unsafe setgroups(1, &group)
        }
        // Done by root, both set the real, the effective and the saved number.
        try call("setgid") { setgid(account.group) }
        try call("setuid") { setuid(account.user) }
        try verify(account)
    }

    /// Runs `body` with the effective rights of an account, then with one's own again.
    ///
    /// For what is done before the final change in folders that belong to the account: root would
    /// follow whatever stands there.
    package static func acting<Value: ~Copyable, Failure: Error>(
        as account: SystemAccount?, _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let account else { return try body() }
        let (user, group) = (geteuid(), getegid())
        // A refusal shows at the final change, which must succeed.
        _ = setegid(account.group)
        _ = seteuid(account.user)
        defer {
            _ = seteuid(user)
            _ = setegid(group)
        }
        return try body()
    }

    private static func verify(_ account: SystemAccount) throws(Fault) {
        guard getuid() == account.user, geteuid() == account.user else {
            throw .remains("another user remains")
        }
        guard getgid() == account.group, getegid() == account.group else {
            throw .remains("another group remains")
        }
        guard setuid(0) != 0, seteuid(0) != 0 else { throw .remains("root can be had again") }
        if account.group != 0 {
            guard setgid(0) != 0, setegid(0) != 0 else {
                throw .remains("the group of root can be had again")
            }
        }
        for thread in ThreadStatus.all where !thread.isPowerless(as: account) {
            throw .remains("a thread keeps rights")
        }
    }

    private static func call(_ name: StaticString, _ body: () -> Int32) throws(Fault) {
        guard body() == 0 else { throw .failed(SystemFault(name, errno)) }
    }
}

/// What the kernel says about the rights of one thread (proc_pid_status(5)).
private struct ThreadStatus {
    private var users: [UInt32] = []
    private var groups: [UInt32] = []
    private var capabilities: [Substring] = []

    /// All threads of this process; none where /proc is not mounted.
    static var all: [ThreadStatus] {
        DirectoryNames.list("/proc/self/task").compactMap { thread in
            SmallFile.text("/proc/self/task/\(thread)/status").map(ThreadStatus.init)
        }
    }

    private init(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
            switch words.first {
            case "Uid:": users = words.dropFirst().compactMap { UInt32($0) }
            case "Gid:": groups = words.dropFirst().compactMap { UInt32($0) }
            case "CapPrm:", "CapEff:", "CapAmb:": capabilities += words.dropFirst()
            default: break
            }
        }
    }

    func isPowerless(as account: SystemAccount) -> Bool {
        users.allSatisfy { $0 == account.user } && groups.allSatisfy { $0 == account.group }
            && capabilities.allSatisfy { $0.allSatisfy { $0 == "0" } }
    }
}
