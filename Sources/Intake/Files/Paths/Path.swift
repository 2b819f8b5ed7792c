import Glibc

/// Paths, as far as a batch takes them apart: what counts is bytes, not characters.
///
/// For the kernel a name is any bytes but `/` and NUL. In our strings, a byte that is not part of
/// valid UTF-8 is one of 128 code points of a private plane that stands for it, as are the bytes of
/// those very code points. So each name is exactly one string, and each such string one name.
enum Path {
    /// The part after the last slash.
    static func lastComponent(of path: String) -> String { components(of: path).last ?? path }

    /// What stands between slashes.
    static func components(of path: String) -> [String] {
        path.utf8.split(separator: slash).map { String(Substring($0)) }
    }

    /// The directory that holds `path`.
    static func directory(of path: String) -> String {
        guard let last = path.utf8.lastIndex(of: slash) else { return "." }
        return last == path.startIndex ? "/" : String(path[..<last])
    }

    static func joining(_ directory: String, _ name: String) -> String {
        directory.utf8.last == slash ? directory + name : directory + "/" + name
    }

    /// Whether a name begins with a dot.
    static func isHidden(_ name: String) -> Bool { name.utf8.first == UInt8(ascii: ".") }

    /// The bytes that tell one path from another.
    ///
    /// Strings are equal when they look the same, however they are composed; for the kernel those
    /// are two names.
    static func key(_ path: String) -> [UInt8] { Array(path.utf8) }

    /// realpath(3): where a chain of symbolic links ends, or `nil` when it leads nowhere.
    static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(system(path), nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe named(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }

    // MARK: Names that are not UTF-8

    /// The string for a name of these bytes.
    static func named(_ bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        // The code points of ours begin with this byte, so that nearly every name is done here.
        if !bytes.contains(leadOfOurs), let text = String(validating: bytes, as: UTF8.self) {
            return text
        }
        var scalars = String.UnicodeScalarView()
        var place = 0
        while place < bytes.count {
            let length = (1...4).first { length in
                let end = place + length
                guard end <= bytes.count,
                    let text = String(validating: bytes[place..<end], as: UTF8.self)
                else { return false }
                return !text.unicodeScalars.contains(where: isOurs)
            }
            if let length {
                let text = String(decoding: bytes[place..<place + length], as: UTF8.self)
                scalars.append(contentsOf: text.unicodeScalars)
            } else if let scalar = Unicode.Scalar(base + UInt32(bytes[place])) {
                scalars.append(scalar)
            }
            place += length ?? 1
        }
        return String(scalars)
    }

    /// The bytes of a name.
    static func bytes(_ path: String) -> [UInt8] {
        guard path.utf8.contains(leadOfOurs) else { return Array(path.utf8) }
        return path.unicodeScalars.reduce(into: []) { bytes, scalar in
            if isOurs(scalar) {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    /// What a system call takes.
    static func system(_ path: String) -> [CChar] {
        bytes(path).map { CChar(bitPattern: $0) } + [0]
    }

    /// A text with paths, as people can read it: `\xE9` for what is not UTF-8.
    static func shown(_ text: String) -> String {
        guard text.utf8.contains(leadOfOurs) else { return text }
        return text.unicodeScalars.reduce(into: "") { shown, scalar in
            if isOurs(scalar) {
                shown += #"\x"# + String(scalar.value & 0xFF, radix: 16, uppercase: true)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isOurs(_ scalar: Unicode.Scalar) -> Bool {
        (base + 0x80...base + 0xFF).contains(scalar.value)
    }

    /// Plane 16 is for private use (Unicode 16, section 23.5); bytes follow from 0x80.
    private static let base: UInt32 = 0x10FE00
    /// The first byte of every code point of plane 16.
    private static let leadOfOurs: UInt8 = 0xF4
    private static let slash = UInt8(ascii: "/")
}
