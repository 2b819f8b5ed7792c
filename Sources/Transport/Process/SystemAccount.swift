import Glibc

/// A user and a group of this machine, as numbers.
package struct SystemAccount: Sendable, Equatable {
    /// The name, by which further groups are found; `nil` for a number that nobody has.
    package let name: String?
    package let user: UInt32
    package let group: UInt32

    /// Why there is no such account.
    package enum Fault: Error, Equatable {
        case unknownUser
        case unknownGroup
        /// A number without an entry says nothing about its group.
        case missingGroup
    }

    /// Finds a user and a group by name or number (passwd(5), group(5)).
    ///
    /// Without `group` it is the user's own.
    package static func find(
        user: String, group: String?
    ) throws(Fault) -> SystemAccount {
        let entry = passwordEntry(user)
        guard let number = entry?.user ?? UInt32(user) else { throw .unknownUser }
        guard let group else {
            guard let own = entry?.group else { throw .missingGroup }
            return SystemAccount(name: entry?.name, user: number, group: own)
        }
        guard let groupNumber = groupEntry(group) ?? UInt32(group) else { throw .unknownGroup }
        return SystemAccount(name: entry?.name, user: number, group: groupNumber)
    }

    /// Room for the texts of one entry; longer ones are groups with thousands of members.
    private static let room = 64 * 1024

    private static func passwordEntry(
        _ user: String
    ) -> (name: String, user: UInt32, group: UInt32)? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var texts = [CChar](repeating: 0, count: room)
        let code =
            if let number = UInt32(user) {
                unsafe getpwuid_r(number, &entry, &texts, room, &found)
            } else {
                unsafe getpwnam_r(user, &entry, &texts, room, &found)
            }
        guard code == 0, let found = unsafe found, let name = unsafe found.pointee.pw_name else {
            return nil
        }
        return unsafe (String(cString: name), found.pointee.pw_uid, found.pointee.pw_gid)
    }

    private static func groupEntry(_ group: String) -> UInt32? {
        var entry = unsafe Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var texts = [CChar](repeating: 0, count: room)
        let code = unsafe getgrnam_r(group, &entry, &texts, room, &found)
        guard code == 0, let found = unsafe found else { return nil }
        return unsafe found.pointee.gr_gid
    }

    // MARK: Giving files away

    /// Makes the account the owner of a file or folder; a link itself, not what it leads to.
    package func own(_ path: String) throws(SystemFault) {
        guard unsafe lchown(path, user, group) == 0 else { throw SystemFault("lchown", errno) }
    }

    /// Makes a folder for the account alone, with those above it that are missing.
    ///
    /// Gives `false`, and changes nothing, if it is there.
    package static func makeFolder(
        _ path: String, for account: SystemAccount?
    ) throws(SystemFault) -> Bool {
        if unsafe mkdir(path, 0o700) != 0 {
            let code = errno
            if code == EEXIST { return false }
            let above = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            let parent = above.joined(separator: "/")
            guard code == ENOENT, !parent.isEmpty else { throw SystemFault("mkdir", code) }
            // A folder above is entered, not owned.
            if try makeFolder(parent, for: nil) { _ = unsafe chmod(parent, 0o755) }
            guard unsafe mkdir(path, 0o700) == 0 else { throw SystemFault("mkdir", errno) }
        }
        if let account { try account.own(path) }
        return true
    }

    /// Whether the account can enter a folder and all above it, as far as owner, group and mode say.
    package func canEnter(_ folder: String) -> Bool {
        var path = ""
        let parts = folder.split(separator: "/")
        let places =
            [folder.hasPrefix("/") ? "/" : "."]
            + parts.map { part in
                path += (path.isEmpty && !folder.hasPrefix("/") ? "" : "/") + part
                return path
            }
        return places.allSatisfy { place in
            var status = stat()
            guard unsafe stat(place, &status) == 0 else { return false }
            let bit: UInt32 = status.st_uid == user ? 0o100 : status.st_gid == group ? 0o010 : 0o001
            return status.st_mode & bit != 0
        }
    }

    /// The user that a file belongs to; `nil` if it cannot be seen.
    package static func owner(of path: String) -> UInt32? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_uid : nil
    }

    /// Whether this process may make and enter files in a folder (access(2), with effective rights).
    package static func mayWrite(in folder: String) -> Bool {
        // AT_EACCESS of fcntl.h.
        unsafe faccessat(AT_FDCWD, folder, R_OK | W_OK | X_OK, 0x200) == 0
    }
}
