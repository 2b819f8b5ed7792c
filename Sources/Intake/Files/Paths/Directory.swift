import Glibc

/// What stands in a directory, as far as a batch looks.
enum Directory {
    /// The names, without `.` and `..`, in the order of their bytes.
    static func names(in path: String) throws(CallFailure) -> [String] {
        guard let directory = unsafe opendir(Path.system(path)) else {
            throw CallFailure(call: "opendir", code: errno)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Path.named(bytes.prefix { $0 != 0 })
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw CallFailure(call: "readdir", code: errno) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Makes `path`, with `parents` also what is missing above it, to last in the one that holds it.
    static func make(_ path: String, parents: Bool, calls: FileCalls) throws(CallFailure) {
        if (try? FileAttributes.of(path: path))?.form == .directory { return }
        let parent = Path.directory(of: path)
        if parents, parent != path { try make(parent, parents: true, calls: calls) }
        guard unsafe mkdir(Path.system(path), 0o777) != 0 else {
            return synchronize(parent, calls: calls)
        }
        let code = errno
        if code == EEXIST, (try? FileAttributes.of(path: path))?.form == .directory { return }
        throw CallFailure(call: "mkdir", code: code)
    }

    /// fsync of a directory; one that cannot be synchronized is not the user's mistake.
    static func synchronize(_ path: String, calls: FileCalls) {
        guard let directory = try? Descriptor.opening(path, flags: O_RDONLY | O_DIRECTORY) else {
            return
        }
        _ = calls.synchronize(directory.number)
    }
}
