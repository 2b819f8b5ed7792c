/// The first bytes that tell what is no plain text, whatever the file's name.
///
/// Scrubbing the bytes of compressions that nobody here reads as text would find nothing in them and
/// pass them on.
enum Magic {
    enum Content { case plain, compressed(CompressionKind), foreign(String), encoded(String) }

    private static let compressions: [(name: String, bytes: [UInt8])] = [
        ("zip", [0x50, 0x4B, 0x03, 0x04]),
        ("zip", [0x50, 0x4B, 0x05, 0x06]),
        ("lz4", [0x04, 0x22, 0x4D, 0x18]),
        ("lz4", [0x02, 0x21, 0x4C, 0x18]),
        ("compress", [0x1F, 0x9D]),
        ("pack", [0x1F, 0x1E]),
        ("lzh", [0x1F, 0xA0]),
        // Properties 3/0/2, which every writer takes, and a dictionary of at least 64 KiB.
        ("lzma", [0x5D, 0x00, 0x00]),
        ("lzip", [0x4C, 0x5A, 0x49, 0x50]),
        ("lzop", [0x89, 0x4C, 0x5A, 0x4F]),
        ("7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        ("rar", [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]),
        ("snappy", [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59]),
        // RFC 1950: a window of 32 KiB and any level. `x^` could begin a text; there the control
        // bytes of each line tell.
        ("zlib", [0x78, 0x01]),
        ("zlib", [0x78, 0x9C]),
        ("zlib", [0x78, 0xDA]),
    ]

    /// Byte order marks; the longer ones first, because one begins like a shorter one.
    private static let encodings: [(name: String, bytes: [UInt8])] = [
        ("UTF-32", [0xFF, 0xFE, 0x00, 0x00]),
        ("UTF-32", [0x00, 0x00, 0xFE, 0xFF]),
        ("UTF-16", [0xFF, 0xFE]),
        ("UTF-16", [0xFE, 0xFF]),
    ]

    static func of(_ head: Span<UInt8>) -> Content {
        for kind in CompressionKind.all where kind.magic.contains(where: { begins(head, $0) }) {
            return .compressed(kind)
        }
        for kind in compressions where begins(head, kind.bytes) { return .foreign(kind.name) }
        for kind in encodings where begins(head, kind.bytes) { return .encoded(kind.name) }
        return .plain
    }

    /// Whether `head` is the beginning of a magic number and no more.
    static func isUndecided(_ head: Span<UInt8>) -> Bool {
        for kind in CompressionKind.all {
            for magic in kind.magic where head.count < magic.count && agrees(head, magic) {
                return true
            }
        }
        for kind in compressions where head.count < kind.bytes.count && agrees(head, kind.bytes) {
            return true
        }
        for kind in encodings where head.count < kind.bytes.count && agrees(head, kind.bytes) {
            return true
        }
        return false
    }

    private static func begins(_ head: Span<UInt8>, _ magic: [UInt8]) -> Bool {
        head.count >= magic.count && agrees(head, magic)
    }

    private static func agrees(_ head: Span<UInt8>, _ magic: [UInt8]) -> Bool {
        for index in 0..<min(head.count, magic.count) where head[index] != magic[index] {
            return false
        }
        return true
    }
}
