import Bytes
import CLinux
import Glibc
import Synchronization

/// What one run writes down so that another can go on: which files are done, never what they hold.
///
/// A file of lines of words with tabs between: `matglas-journal 1`, a `setting` for each option that
/// decides what becomes of a line, and a `done` for each file. That is written when the result is on
/// the disk and before it gets its name, so that a file counts as done exactly if it stands there: by
/// device, inode, size and time. A line that a crash cut is taken away.
///
/// Invariants:
/// 1. The journal is locked while it is open; it has one writer.
/// 2. `done` holds the last entry of each path.
final class ResumeJournal: Sendable {
    /// What tells one state of a file from another.
    struct Stamp: Equatable, Sendable {
        let device: UInt64
        let inode: UInt64
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        init(_ attributes: FileAttributes) {
            device = attributes.identity.device
            inode = attributes.identity.inode
            size = attributes.size
            seconds = attributes.modified.tv_sec
            nanoseconds = attributes.modified.tv_nsec
        }

        init?(_ text: Substring) {
            let parts = text.split(separator: ":")
            guard parts.count == 5, let device = UInt64(parts[0]), let inode = UInt64(parts[1]),
                let size = Int(parts[2]), let seconds = Int(parts[3]), let rest = Int(parts[4])
            else { return nil }
            (self.device, self.inode, self.size, self.seconds) = (device, inode, size, seconds)
            nanoseconds = rest
        }

        var text: String { "\(device):\(inode):\(size):\(seconds):\(nanoseconds)" }
    }

    private struct Entry {
        let source: Stamp
        let result: Stamp
    }

    private struct State: ~Copyable {
        let descriptor: Descriptor
        var done: [[UInt8]: Entry] = [:]
    }

    private let path: String
    private let calls: FileCalls
    private let state: Mutex<State>

    /// Opens a journal, or begins one.
    ///
    /// Refuses what is no journal, one of other settings, and one that another run writes.
    init(
        opening path: String, settings: [BatchSetting], calls: FileCalls
    ) throws(BatchFailure) {
        self.path = path
        self.calls = calls
        var state = State(descriptor: try Self.openLocked(path))
        let contents = try Self.read(state.descriptor.number, path: path, calls: calls)
        var head = Self.head(settings)
        var size = 0
        // A new file, or one whose beginning a crash cut, begins anew.
        if !head.utf8.starts(with: contents.utf8) {
            guard let end = contents.utf8.lastIndex(of: UInt8(ascii: "\n")) else {
                throw Self.refusal(path, "is no journal", "a journal, or the name of a new file")
            }
            let whole = contents[...end]
            try Self.check(whole, settings: settings, path: path)
            Self.collect(whole, into: &state.done)
            head = ""
            size = whole.utf8.count
        }
        guard ftruncate(state.descriptor.number, off_t(size)) == 0 else {
            let failure = CallFailure(call: "ftruncate", code: errno)
            throw BatchFailure(path: path, problem: .writing(failure))
        }
        let number = state.descriptor.number
        self.state = Mutex(state)
        if !head.isEmpty {
            try append(head, to: number)
            Directory.synchronize(Path.directory(of: path), calls: calls)
        }
    }

    /// Whether the result for `source` stands where it was put, and neither changed since.
    func isDone(_ target: String, source: FileAttributes) -> Bool {
        guard let now = try? FileAttributes.of(path: target) else { return false }
        return state.withLock { state in
            guard let entry = state.done[Path.key(target)], entry.result == Stamp(now) else {
                return false
            }
            // In place the source is the result.
            return entry.source == Stamp(source) || source.identity == now.identity
        }
    }

    /// Notes that a result is complete, before it gets the name `target`.
    func note(
        _ target: String, source: FileAttributes, result: FileAttributes
    ) throws(BatchFailure) {
        let entry = Entry(source: Stamp(source), result: Stamp(result))
        let line = "done\t\(entry.source.text)\t\(entry.result.text)\t\(Self.escaped(target))\n"
        try state.withLock { state throws(BatchFailure) in
            try append(line, to: state.descriptor.number)
            state.done[Path.key(target)] = entry
        }
    }

    private func append(_ line: String, to descriptor: Int32) throws(BatchFailure) {
        var written = 0
        let bytes = Array(line.utf8)
        do throws(CallFailure) {
            try calls.writeAll(descriptor, bytes.span, written: &written)
            let result = calls.synchronize(descriptor)
            if result < 0 { throw CallFailure(call: "fsync", code: Int32(-result)) }
        } catch {
            throw BatchFailure(path: path, problem: .writing(error))
        }
    }

    // MARK: Reading

    private static let title = "matglas-journal 1"

    private static func head(_ settings: [BatchSetting]) -> String {
        ([title] + settings.map { "setting\t\(escaped($0.name))\t\(escaped($0.value))" })
            .joined(separator: "\n") + "\nsettings-end\n"
    }

    private static func openLocked(_ path: String) throws(BatchFailure) -> Descriptor {
        do throws(CallFailure) {
            let descriptor = try Descriptor.opening(
                path, flags: O_RDWR | O_CREAT | O_APPEND, mode: 0o600)
            if flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK {
                return descriptor
            }
        } catch {
            throw BatchFailure(path: path, problem: .creating(error))
        }
        throw refusal(path, "is used by another run", "a journal of one run at a time")
    }

    private static func read(
        _ descriptor: Int32, path: String, calls: FileCalls
    ) throws(BatchFailure) -> String {
        var bytes = ByteBuffer()
        do throws(CallFailure) {
            while try calls.readSome(descriptor, into: &bytes, room: 64 << 10) > 0 {
                if bytes.count > BatchLimits.largestJournal {
                    throw CallFailure(call: "read", code: EFBIG)
                }
            }
        } catch {
            throw BatchFailure(path: path, problem: .reading(error))
        }
        return String(decoding: bytes.span.array, as: UTF8.self)
    }

    private static func check(
        _ text: Substring, settings: [BatchSetting], path: String
    ) throws(BatchFailure) {
        let lines = parts(text, "\n", most: mostSettings)
        guard lines.first.map({ $0 == title }) == true else {
            throw refusal(path, "is no journal", "a journal, or the name of a new file")
        }
        var earlier: [BatchSetting] = []
        for line in lines.dropFirst() {
            let words = parts(line, "\t", keepsEmpty: true)
            guard words.first == "setting", words.count == 3 else { break }
            earlier.append(BatchSetting(unescaped(words[1]), unescaped(words[2])))
        }
        var differences: [String] = []
        for name in (settings + earlier).map(\.name) {
            let now = settings.first { $0.name == name }?.value
            let then = earlier.first { $0.name == name }?.value
            let difference = "\(name) \(then ?? "(none)"), now \(now ?? "(none)")"
            if now != then, !differences.contains(difference) { differences.append(difference) }
        }
        guard differences.isEmpty else {
            throw refusal(
                path, "was made with \(differences.joined(separator: "; "))",
                "the same options or another journal")
        }
    }

    /// More lines than there are options.
    private static let mostSettings = 64

    private static func collect(_ text: Substring, into done: inout [[UInt8]: Entry]) {
        for line in parts(text, "\n") {
            let words = parts(line, "\t", keepsEmpty: true)
            guard words.count == 4, words[0] == "done", let source = Stamp(words[1]),
                let result = Stamp(words[2])
            else { continue }
            done[Path.key(unescaped(words[3]))] = Entry(source: source, result: result)
        }
    }

    private static func refusal(
        _ path: String, _ what: String, _ expected: String
    ) -> BatchFailure {
        BatchFailure(path: path, problem: .usage(what: what, expected: expected))
    }

    /// Lines or words; a character of several code points may begin with a separator.
    private static func parts(
        _ text: Substring, _ separator: Unicode.Scalar, most: Int = .max, keepsEmpty: Bool = false
    ) -> [Substring] {
        text.unicodeScalars.split(
            separator: separator, maxSplits: most, omittingEmptySubsequences: !keepsEmpty
        ).map { Substring($0) }
    }

    /// Tabs and line ends may stand in names.
    private static func escaped(_ text: String) -> String {
        String(
            text.unicodeScalars.reduce(into: String.UnicodeScalarView()) { result, scalar in
                switch scalar {
                case "\\": result.append(contentsOf: #"\\"#.unicodeScalars)
                case "\t": result.append(contentsOf: #"\t"#.unicodeScalars)
                case "\n": result.append(contentsOf: #"\n"#.unicodeScalars)
                default: result.append(scalar)
                }
            })
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                result.append(scalar == "t" ? "\t" : scalar == "n" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
