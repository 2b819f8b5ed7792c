import CLinux
import Glibc

extension FileAttributes {
    /// Which of the owner and times a copy must have.
    enum Fidelity {
        /// Owner and group too, or it fails: the copy takes the place of the original.
        case replacement
        /// Owner and group where we may.
        case copy
    }

    /// Gives an open file this mode, owner and times; permissions are widened last.
    func apply(
        to descriptor: Int32, fidelity: Fidelity, path: String
    ) throws(BatchFailure) {
        if fchown(descriptor, owner, group) != 0 {
            // A member of the group may still keep the group.
            let now = try? FileAttributes.of(descriptor: descriptor)
            let keepsGroup =
                now?.group == group || fchown(descriptor, uid_t.max, group) == 0
            if fidelity == .replacement, now?.owner != owner || !keepsGroup {
                throw BatchFailure(path: path, problem: .ownerNotKept)
            }
        }
        let times = [accessed, modified]
        let dated = unsafe times.withUnsafeBufferPointer {
            unsafe futimens(descriptor, $0.baseAddress)
        }
        // A copy needs no right to run as somebody, nor does it keep the group of that right.
        let kept = fidelity == .replacement ? mode : mode & 0o777
        guard dated == 0, fchmod(descriptor, kept) == 0 else {
            let failure = CallFailure(call: "fchmod", code: errno)
            throw BatchFailure(path: path, problem: .writing(failure))
        }
    }
}

/// Access control lists, labels and whatever else stands beside a file's contents (xattr(7)).
enum ExtendedAttributes {
    /// Copies them all where we may; `false` when one could not be kept.
    ///
    /// To be called before the mode is set: a list of access rights has a mask that the mode shows.
    static func copy(from source: Int32, to target: Int32) -> Bool {
        var names = [CChar](repeating: 0, count: largest)
        let length = unsafe flistxattr(source, &names, names.count)
        guard length > 0 else { return length == 0 || errno == EOPNOTSUPP }
        var isKept = true
        var value = [UInt8](repeating: 0, count: largest)
        for name in names[..<length].split(separator: 0) {
            let name = Array(name) + [0]
            let count = unsafe fgetxattr(source, name, &value, value.count)
            let result = count < 0 ? -1 : unsafe fsetxattr(target, name, value, count, 0)
            if result != 0 { isKept = false }
        }
        return isKept
    }

    /// XATTR_SIZE_MAX and XATTR_LIST_MAX of the kernel.
    private static let largest = 64 << 10
}

/// Whether another program has a file open for writing.
///
/// Lines that it writes after the file was replaced would go to a file without a name. A read lease
/// (fcntl(2)) tells, where the file system has leases and the file is ours.
enum Writers {
    /// Takes the lease, unless there is a writer.
    ///
    /// Where leases are not to be had nobody can tell, and that is no reason to stop.
    static func areAbsent(_ descriptor: Int32) -> Bool {
        fcntl(descriptor, setLease, Int32(F_RDLCK)) == 0 || errno != EAGAIN
    }

    /// Gives the lease back.
    static func release(_ descriptor: Int32) { _ = fcntl(descriptor, setLease, Int32(F_UNLCK)) }

    /// F_SETLEASE of fcntl(2), which the Glibc module does not show.
    private static let setLease: Int32 = 1024
}
