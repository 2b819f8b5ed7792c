import Glibc

/// Writes small files that nobody but their owner may read, whole or not at all.
package enum OwnerOnlyFile {
    /// Writes `text` beside `path`, makes it durable and gives it its name.
    ///
    /// With `replacing` false an existing file stays and the call fails with EEXIST. After a crash at
    /// any moment the file is there whole, old or new, or not at all.
    package static func write(
        _ text: String, to path: String, replacing: Bool
    ) throws(SystemFault) {
        let draft = "\(path).\(getpid()).new"
        let number = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw SystemFault("open", errno) }
        let descriptor = Descriptor(owning: number)
        do throws(SystemFault) {
            let bytes = Array(text.utf8)
            let written = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(number, $0.baseAddress, $0.count)
            }
            // A short write of a few bytes means that the disk is full.
            guard written == bytes.count else {
                throw SystemFault("write", written < 0 ? errno : ENOSPC)
            }
            guard fsync(number) == 0 else { throw SystemFault("fsync", errno) }
            if replacing {
                guard unsafe rename(draft, path) == 0 else { throw SystemFault("rename", errno) }
            } else {
                guard unsafe link(draft, path) == 0 else { throw SystemFault("link", errno) }
                unsafe unlink(draft)
            }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        _ = consume descriptor
        syncDirectory(of: path)
    }

    /// Makes a new name durable; where directories cannot be synced nothing more can be done.
    private static func syncDirectory(of path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let directory = parts.isEmpty ? "." : parts.joined(separator: "/")
        let number = unsafe open(
            directory.isEmpty ? "/" : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { return }
        fsync(number)
        close(number)
    }
}
