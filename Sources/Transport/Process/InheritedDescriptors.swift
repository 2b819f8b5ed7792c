import Glibc

/// Descriptors that the program was started with.
package enum InheritedDescriptors {
    /// Closes all above standard error that were not adopted: nobody here knows what they are.
    ///
    /// What a start passes on has no `FD_CLOEXEC`; what was adopted, and what we and our libraries
    /// open, has it.
    package static func closeUnknown() {
        for name in DirectoryNames.list("/proc/self/fd") {
            guard let number = Int32(name), number > STDERR_FILENO else { continue }
            let flags = fcntl(number, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 { _ = Glibc.close(number) }
        }
    }
}
