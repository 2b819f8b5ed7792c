import CLinux
import Glibc

/// A lock on a file that the kernel gives back when the process ends, however it ends (flock(2)).
package struct FileLock: ~Copyable {
    private let descriptor: Descriptor

    /// Why there is no lock.
    package enum Fault: Error, Equatable {
        /// Another process has it.
        case taken
        case failed(SystemFault)
    }

    /// Takes the lock without waiting; makes the file, for its owner only, if it is missing.
    package init(path: String) throws(Fault) {
        let number = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .failed(SystemFault("open", errno)) }
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(number)
            throw code == EWOULDBLOCK ? .taken : .failed(SystemFault("flock", code))
        }
        descriptor = Descriptor(owning: number)
    }
}
