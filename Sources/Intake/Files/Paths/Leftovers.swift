import Glibc

/// Temporary files that a run which was killed left behind.
///
/// They hold anonymous lines, or the original of a file whose anonymous form has its name already;
/// nobody else would remove them. One counts as left over if it has the name of a temporary file,
/// belongs to us, and no run holds its lock. Root owns all: a file gets its owner before its name.
enum Leftovers {
    /// Removes them from a directory, without a word where that cannot be done.
    static func remove(from directory: String) {
        for name in (try? Directory.names(in: directory)) ?? [] {
            guard PendingFile.isTemporaryName(name) else { continue }
            remove(Path.joining(directory, name))
        }
    }

    private static func remove(_ path: String) {
        guard
            let descriptor = try? Descriptor.opening(
                path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
            let attributes = try? FileAttributes.of(descriptor: descriptor.number),
            attributes.form == .regular, geteuid() == 0 || attributes.owner == geteuid(),
            flock(descriptor.number, LOCK_EX | LOCK_NB) == 0,
            // The name may have gone to another file since it was opened.
            (try? FileAttributes.ofLink(path: path))?.identity == attributes.identity
        else { return }
        unsafe unlink(Path.system(path))
    }
}
