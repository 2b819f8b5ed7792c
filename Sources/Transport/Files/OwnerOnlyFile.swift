package import Bytes
import Glibc

/// Small files that nobody but their owner may read, written whole or not at all.
package enum OwnerOnlyFile {
    /// Writes `bytes` beside `path`, makes it durable and gives it its name.
    ///
    /// With `replacing` false an existing file stays and the call fails with EEXIST. After a crash at
    /// any moment the file is there whole, old or new, or not at all.
    package static func write(
        _ bytes: Span<UInt8>, to path: String, replacing: Bool
    ) throws(SystemFault) {
        let draft = "\(path).\(getpid()).new"
        let number = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw SystemFault("open", errno) }
        let descriptor = Descriptor(owning: number)
        do throws(SystemFault) {
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

    /// Why a file was not read.
    package enum ReadFault: Error, Equatable {
        /// There is no such file.
        case missing
        /// Others than the owner may read or write it; this is its mode.
        case exposed(mode: UInt32)
        /// It is no file, or longer than asked for.
        case unexpected
        case failed(SystemFault)
    }

    /// Appends the content of the file at `path`, of at most `limit` bytes.
    ///
    /// The file that is checked is the file that is read. A mode that lets others in is refused and
    /// not mended: what they have read they keep.
    package static func read(
        _ path: String, limit: Int, into output: inout ByteBuffer
    ) throws(ReadFault) {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard number >= 0 else {
            let code = errno
            if code == ENOENT { throw .missing }
            throw code == ELOOP ? .unexpected : .failed(SystemFault("open", code))
        }
        let descriptor = Descriptor(owning: number)
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else {
            throw .failed(SystemFault("fstat", errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            throw .unexpected
        }
        let mode = status.st_mode & 0o777
        guard mode & 0o077 == 0 else { throw .exposed(mode: mode) }
        let wanted = Int(status.st_size)
        var count = 0
        while count < wanted {
            let room = wanted - count
            let got = unsafe output.appendUnsafely(room: room) { target -> Int in
                max(unsafe Glibc.read(number, target.baseAddress, target.count), 0)
            }
            // Shorter than its size: someone is changing it, and whoever parses it will say so.
            guard got > 0 else { break }
            count += got
        }
        _ = consume descriptor
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
