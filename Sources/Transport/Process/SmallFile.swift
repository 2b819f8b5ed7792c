import Glibc

/// Files of the kernel that are read whole.
enum SmallFile {
    /// What is read of one at most; those that are asked for have a few thousand bytes.
    private static let limit = 64 * 1024

    /// The text of a file; `nil` if it cannot be read.
    static func text(_ path: String) -> String? {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        let descriptor = Descriptor(owning: number)
        var bytes: [UInt8] = []
        while bytes.count < limit {
            var part = [UInt8](repeating: 0, count: 4096)
            let count = unsafe part.withUnsafeMutableBytes {
                unsafe Glibc.read(number, $0.baseAddress, $0.count)
            }
            guard count > 0 else { break }
            bytes += part.prefix(count)
        }
        _ = consume descriptor
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What stands in a directory.
enum DirectoryNames {
    /// The names, without those of the directory itself and the one above; none if it cannot be read.
    static func list(_ path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            // SAFETY: readdir(3) ends the name with a zero, and it is copied before the next call.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
