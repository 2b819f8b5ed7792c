import Glibc

/// Why a file cannot be used, asked of the system after a library said only "no".
package enum FileCondition {
    /// What stands in the way of opening a file.
    package enum Obstacle: Equatable {
        /// There is a directory in its place.
        case directory
        /// This process, or the machine, has no file descriptor left.
        case descriptors
        /// The rights of this process do not reach that far, or not through the directories above.
        case denied
    }

    /// The obstacle at `path`; `nil` if it is none of these.
    package static func obstacle(at path: String) -> Obstacle? {
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return .directory }
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number < 0 else {
            _ = close(number)
            return nil
        }
        return switch errno {
        case EMFILE, ENFILE: .descriptors
        case EACCES, EPERM: .denied
        default: nil
        }
    }

    /// Bytes that this process may still write to the file system of `path` (statvfs(3)).
    package static func freeBytes(at path: String) -> UInt64? {
        var system = statvfs()
        guard unsafe statvfs(path, &system) == 0 else { return nil }
        return UInt64(system.f_bavail) * UInt64(system.f_frsize)
    }
}
