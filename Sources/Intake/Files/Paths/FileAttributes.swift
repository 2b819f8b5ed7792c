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
    }

    /// stat(2): symbolic links are followed.
    static func of(path: String) throws(CallFailure) -> FileAttributes {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw CallFailure(call: "stat", code: errno)
        }
        return FileAttributes(status)
    }

    /// lstat(2): a symbolic link is no file of its own.
    static func ofLink(path: String) throws(CallFailure) -> FileAttributes {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
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
}

/// Paths, as far as a batch takes them apart.
enum Path {
    /// The part after the last slash.
    static func lastComponent(of path: String) -> String {
        path.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init) ?? path
    }

    /// The directory that holds `path`.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func joining(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }

    /// realpath(3): where a chain of symbolic links ends, or `nil` when it leads nowhere.
    static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
