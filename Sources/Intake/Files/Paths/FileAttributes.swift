import CLinux
import Glibc

/// What stat(2) says of a file, as far as a batch cares.
struct FileAttributes: Sendable {
    /// What a path leads to.
    enum Form { case regular, directory, other }

    /// Two paths with equal identities are one file.
    struct Identity: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    let form: Form
    let identity: Identity
    let size: Int
    let mode: mode_t
    let owner: uid_t
    let group: gid_t
    let links: Int
    let accessed: timespec
    let modified: timespec
    /// When anything of it changed, also its names; nobody can set this back.
    let changed: timespec

    private init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: form = .regular
        case S_IFDIR: form = .directory
        default: form = .other
        }
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        size = Int(status.st_size)
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
        links = Int(status.st_nlink)
        accessed = status.st_atim
        modified = status.st_mtim
        changed = status.st_ctim
    }

    /// stat(2): symbolic links are followed.
    static func of(path: String) throws(CallFailure) -> FileAttributes {
        var status = stat()
        guard unsafe stat(Path.system(path), &status) == 0 else {
            throw CallFailure(call: "stat", code: errno)
        }
        return FileAttributes(status)
    }

    /// lstat(2): a symbolic link is no file of its own.
    static func ofLink(path: String) throws(CallFailure) -> FileAttributes {
        var status = stat()
        guard unsafe lstat(Path.system(path), &status) == 0 else {
            throw CallFailure(call: "lstat", code: errno)
        }
        return FileAttributes(status)
    }

    /// fstat(2).
    static func of(descriptor: Int32) throws(CallFailure) -> FileAttributes {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw CallFailure(call: "fstat", code: errno)
        }
        return FileAttributes(status)
    }

    /// Whether the contents may differ from those at the time of `earlier`.
    func hasChanged(since earlier: FileAttributes) -> Bool {
        size != earlier.size || modified.tv_sec != earlier.modified.tv_sec
            || modified.tv_nsec != earlier.modified.tv_nsec
    }

    /// Whether nothing was done to the file since, not even by a program that sets its time back.
    ///
    /// A file with several names cannot be told so: replacing one of them changes it.
    func isUntouched(at path: String) -> Bool {
        guard isStill(at: path), let now = try? FileAttributes.ofLink(path: path) else {
            return false
        }
        return links > 1
            || now.changed.tv_sec == changed.tv_sec && now.changed.tv_nsec == changed.tv_nsec
    }

    /// Whether `path` leads to this very file, with the contents that it had.
    func isStill(at path: String) -> Bool {
        guard let now = try? FileAttributes.ofLink(path: path) else { return false }
        return now.identity == identity && !now.hasChanged(since: self)
    }
}
