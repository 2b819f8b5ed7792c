import Bytes
import Glibc

/// The file that keeps how far followed files were read, across restarts.
///
/// Numbers and paths only, never anything of a line. It is written beside and renamed, so a crash leaves
/// the old one or the new one. It is not forced to the disk each time: after a power failure the
/// position may be older than the output.
struct PositionStore {
    /// Where an output file ended.
    struct End: Equatable {
        var identity: PartIdentity
        var size: Int
    }

    struct Content {
        var output: End?
        var positions: [String: FollowPosition]
    }

    let path: String

    private static let title = "matglas-position 1"
    /// Some thousand files; whoever follows more pays with the start from the beginning.
    private static let largestSize = 4 << 20

    /// What was stored; `nil` where there is nothing yet.
    func read() throws(BatchFailure) -> Content? {
        var bytes = ByteBuffer()
        do throws(CallFailure) {
            let descriptor = try Descriptor.opening(path, flags: O_RDONLY)
            let calls = FileCalls.system
            while try calls.readSome(descriptor.number, into: &bytes, room: 64 << 10) > 0 {
                if bytes.count > Self.largestSize { throw CallFailure(call: "read", code: EFBIG) }
            }
        } catch {
            if error.code == ENOENT { return nil }
            throw BatchFailure(path: path, problem: .opening(error))
        }
        // A power failure may leave an empty file.
        if bytes.isEmpty { return nil }
        guard let content = Self.parse(bytes.span.string) else {
            throw BatchFailure(
                path: path,
                problem: .usage(
                    what: "is no position of this program", expected: "a file of its own"))
        }
        return content
    }

    private static func parse(_ text: String) -> Content? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Self.title[...], lines.popLast() == "" else { return nil }
        var content = Content(positions: [:])
        for line in lines {
            guard let tab = line.firstIndex(of: "\t"),
                let position = FollowPosition(String(line[line.index(after: tab)...]))
            else { return nil }
            let name = String(line[..<tab])
            if name == ">" {
                guard let mark = position.marks.first else { return nil }
                content.output = End(identity: PartIdentity(mark), size: mark.offset)
            } else {
                content.positions[unescaped(name)] = position
            }
        }
        return content
    }

    /// Replaces what is stored.
    func write(_ content: Content) throws(BatchFailure) {
        var text = ByteBuffer()
        text.append(Self.title)
        text.append("\n")
        if let end = content.output {
            text.append(">\t")
            let mark = FollowPosition.Mark(
                device: end.identity.device, inode: end.identity.inode,
                birth: end.identity.birth, modified: 0, offset: end.size)
            FollowPosition(marks: [mark]).write(into: &text)
            text.append("\n")
        }
        for (path, position) in content.positions.sorted(by: { $0.key < $1.key }) {
            text.append(Self.escaped(path))
            text.append("\t")
            position.write(into: &text)
            text.append("\n")
        }
        do throws(CallFailure) {
            let temporary = path + ".new"
            let descriptor = try Descriptor.opening(
                temporary, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
            var written = 0
            try FileCalls.system.writeAll(descriptor.number, text.span, written: &written)
            let result = FileCalls.system.rename(temporary, path)
            if result < 0 { throw CallFailure(call: "rename", code: Int32(-result)) }
        } catch {
            throw BatchFailure(path: path, problem: .writing(error))
        }
    }

    // MARK: Names

    /// A path on one line: `%` and control bytes as two hexadecimal digits; `>` alone is the output.
    private static func escaped(_ path: String) -> String {
        var text = ""
        for scalar in path.unicodeScalars {
            if scalar.value < 0x20 || scalar == "%" || scalar == ">" {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func unescaped(_ name: String) -> String {
        var text = ""
        var rest = name[...]
        while let character = rest.popFirst() {
            if character == "%", let value = UInt8(rest.prefix(2), radix: 16) {
                text.unicodeScalars.append(UnicodeScalar(value))
                rest = rest.dropFirst(2)
            } else {
                text.append(character)
            }
        }
        return text
    }
}
