import Bytes
import Foundation
import Privacy
import Transport

/// The file with the key of lasting pseudonyms: `pseudonym.key` in the state directory, mode 0600.
///
/// Its one line is the day it was made and 32 hexadecimal digits. A key older than its life is
/// replaced: the pseudonyms of consenting visitors change then, as their cookies would.
enum KeyFile {
    static let name = "pseudonym.key"
    /// 13 months, the longest life of a tracker (CNIL, audience measurement, 2025).
    static let lifeDays = 395
    /// The line has 44 bytes; room is left for white space that an editor adds.
    static let longest = 64

    /// Why there is no key.
    enum Fault: Error, CustomStringConvertible {
        case unreadable(path: String)
        case exposed(path: String, mode: UInt32)
        case damaged(path: String)
        case notWritable(path: String, reason: String)

        /// The exit code of `sysexits.h`.
        var exitCode: Int32 {
            switch self {
            case .unreadable, .exposed: 77
            case .damaged: 78
            case .notWritable: 74
            }
        }

        var description: String {
            switch self {
            case .unreadable(let path): "\(path): cannot be read; expected a file of mode 0600"
            case .exposed(let path, let mode):
                "\(path): has mode 0\(String(mode, radix: 8)); expected 0600. Whoever could read "
                    + "it can compute pseudonyms: remove it for a new key, or restrict it"
            case .damaged(let path):
                "\(path): is no key file; expected a day and 32 hexadecimal digits. "
                    + "Restore it from a copy; without it all pseudonyms change"
            case .notWritable(let path, let reason): "\(path): cannot be written: \(reason)"
            }
        }
    }

    /// Reads the key, or draws a new one if there is none or it is too old on `today`.
    ///
    /// The key is placed in `memory`; what was read is overwritten.
    static func load(
        directory: String, today: Date = Date(), in memory: (any KeyMemory)? = KeyArena()
    ) throws(Fault) -> SecretKey {
        let path = Self.path(of: name, in: directory)
        guard let line = try read(path) else {
            return try draw(path: path, today: today, memory, replacing: false)
        }
        // A day to come is a mistake, not a long life.
        guard line.made.timeIntervalSince(today) < secondsPerDay else {
            throw .damaged(path: path)
        }
        let age = today.timeIntervalSince(line.made) / secondsPerDay
        guard age < Double(lifeDays) else {
            return try draw(path: path, today: today, memory, replacing: true)
        }
        return SecretKey(line.key.0, line.key.1, in: memory)
    }

    /// Where a file of the state directory is, whatever letters its name has.
    ///
    /// The path of a `URL` would be another one: it spells blanks and letters outside ASCII with `%`.
    static func path(of name: String, in directory: String) -> String { "\(directory)/\(name)" }

    /// The line of a key file; `nil` if there is no such file.
    static func read(_ path: String) throws(Fault) -> Line? {
        var text = ByteBuffer(capacity: longest)
        defer { text.wipe() }
        do {
            try OwnerOnlyFile.read(path, limit: longest, into: &text)
        } catch {
            switch error {
            case .missing: return nil
            case .exposed(let mode): throw .exposed(path: path, mode: mode)
            case .unexpected: throw .damaged(path: path)
            case .failed: throw .unreadable(path: path)
            }
        }
        guard let line = Line(text.span) else { throw .damaged(path: path) }
        return line
    }

    /// Draws a key and keeps it; a key that another process has just written is not replaced.
    static func draw(
        path: String, today: Date, _ memory: (any KeyMemory)?, replacing: Bool
    ) throws(Fault) -> SecretKey {
        var generator = SystemRandomNumberGenerator()
        let (first, second) = (generator.next(), generator.next())
        var text = ByteBuffer(capacity: longest)
        defer { text.wipe() }
        text.append(today.formatted(.iso8601.year().month().day()))
        text.append(" ")
        for word in [first, second] {
            for digit in UInt64(0)..<16 {
                text.append(ASCII.hexDigit(UInt8(word &>> (60 - 4 * digit) & 15)))
            }
        }
        text.append("\n")
        do {
            try OwnerOnlyFile.write(text.span, to: path, replacing: replacing)
        } catch {
            throw .notWritable(path: path, reason: error.description)
        }
        return SecretKey(first, second, in: memory)
    }

    private static let secondsPerDay: TimeInterval = 24 * 60 * 60

    /// The one line of a key file.
    struct Line {
        let made: Date
        let key: (UInt64, UInt64)

        /// Refused: upper-case digits, signs, and anything before or after but white space.
        init?(_ text: Span<UInt8>) {
            var words: [Range<Int>] = []
            var start = 0
            for index in 0...text.count {
                let isBlank = index == text.count || [0x20, 0x09, 0x0A, 0x0D].contains(text[index])
                guard isBlank else { continue }
                if index > start { words.append(start..<index) }
                start = index + 1
            }
            guard words.count == 2, words[1].count == 32,
                let made = try? Date(
                    text.extracting(words[0]).string, strategy: .iso8601.year().month().day())
            else { return nil }
            var key: (UInt64, UInt64) = (0, 0)
            for index in words[1] {
                guard let digit = ASCII.hexValue(text[index]),
                    text[index] == ASCII.lowercased(text[index])
                else { return nil }
                let isFirst = index < words[1].lowerBound + 16
                if isFirst {
                    key.0 = key.0 << 4 | UInt64(digit)
                } else {
                    key.1 = key.1 << 4 | UInt64(digit)
                }
            }
            self.made = made
            self.key = key
        }
    }
}
