import Bytes
import Foundation
import Transport

/// The copies of vendors' files on disk: one file each, readable for the owner only.
///
/// A file has a head of lines, an empty line, and the content. Its name is a hash of its key.
///
/// Invariants:
/// 1. A file is there whole or not at all: it is written beside its place and renamed.
/// 2. What is damaged, under a wrong name or readable for others is not read, and removed.
struct ScriptShelf: Sendable {
    /// What a file holds.
    struct Stored: Sendable, Equatable {
        let key: String
        let copy: ScriptCopy
    }

    /// Writes a whole file; tests make it fail.
    typealias Write = @Sendable (_ bytes: [UInt8], _ path: String) throws(SystemFault) -> Void

    let folder: String
    private let write: Write

    /// A head has a key and two validators.
    private static let longestHead = 16 * 1_024
    private static let magic = "matglas-script 1"

    init(
        folder: String,
        write: @escaping Write = { (bytes, path) throws(SystemFault) in
            try OwnerOnlyFile.write(bytes.span, to: path, replacing: true)
        }
    ) {
        self.folder = folder
        self.write = write
    }

    /// Creates the folder; gives why it could not.
    func prepare() -> String? {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            return nil
        } catch {
            return "\(folder) cannot be created"
        }
    }

    func path(of key: String) -> String {
        "\(folder)/\(ScriptCopy.digest(Array(key.utf8).span)).script"
    }

    /// Every copy that is whole; everything else in the folder that is ours goes.
    ///
    /// At most `count` files of together `bytes` are read, the most recently written first.
    func load(count: Int, bytes: Int) -> [Stored] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var stored: [Stored] = []
        for name in names.sorted() {
            let path = "\(folder)/\(name)"
            guard name.hasSuffix(".script") else {
                // A draft that a crash left behind.
                if name.hasSuffix(".new") { try? FileManager.default.removeItem(atPath: path) }
                continue
            }
            if let found = read(path), self.path(of: found.key) == path {
                stored.append(found)
            } else {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        stored.sort { $0.copy.fetchedAt > $1.copy.fetchedAt }
        var left = bytes
        var kept = 0
        for item in stored {
            left -= item.copy.content.count
            if kept == count || left < 0 { break }
            kept += 1
        }
        for item in stored[kept...] { remove(item.key) }
        return Array(stored[..<kept])
    }

    /// Keeps a copy; throws what the disk says.
    func save(_ copy: ScriptCopy, key: String) throws(SystemFault) {
        var bytes = ByteBuffer(capacity: copy.content.count + 1_024)
        let head = [
            Self.magic, key, copy.entityTag.span.string, copy.lastModified.span.string,
            "\(copy.fetchedAt)", "\(copy.content.count)", ScriptCopy.digest(copy.content.span), "",
            "",
        ]
        bytes.append(head.joined(separator: "\n"))
        bytes.append(copy.content)
        try write(bytes.span.array, path(of: key))
    }

    func remove(_ key: String) { try? FileManager.default.removeItem(atPath: path(of: key)) }

    private func read(_ path: String) -> Stored? {
        var bytes = ByteBuffer()
        do throws(OwnerOnlyFile.ReadFault) {
            let limit = ScriptLibrary.largestCopy + Self.longestHead
            try OwnerOnlyFile.read(path, limit: limit, into: &bytes)
        } catch {
            return nil
        }
        var lines: [Range<Int>] = []
        var start = 0
        while lines.count < 8 {
            guard let end = bytes.span.firstOffset(of: UInt8(ascii: "\n"), from: start) else {
                return nil
            }
            lines.append(start..<end)
            start = end + 1
        }
        func text(_ line: Int) -> String { bytes.span.extracting(lines[line]).string }
        let content = bytes.span.extracting(start...)
        guard text(0) == Self.magic, let fetchedAt = Int64(text(4)), Int(text(5)) == content.count,
            text(6) == ScriptCopy.digest(content), lines[7].isEmpty, !content.isEmpty
        else { return nil }
        return Stored(
            key: text(1),
            copy: ScriptCopy(
                content: content.array, entityTag: bytes.span.extracting(lines[2]).array,
                lastModified: bytes.span.extracting(lines[3]).array, fetchedAt: fetchedAt))
    }
}
