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

    /// Why there is no key.
    enum Fault: Error, CustomStringConvertible {
        case unreadable(path: String)
        case damaged(path: String)
        case notWritable(path: String, reason: String)

        /// The exit code of `sysexits.h`.
        var exitCode: Int32 {
            switch self {
            case .unreadable: 77
            case .damaged: 78
            case .notWritable: 74
            }
        }

        var description: String {
            switch self {
            case .unreadable(let path): "\(path): cannot be read; expected a file of mode 0600"
            case .damaged(let path):
                "\(path): is no key file; expected a day and 32 hexadecimal digits. "
                    + "Restore it from a copy; without it all pseudonyms change"
            case .notWritable(let path, let reason): "\(path): cannot be written: \(reason)"
            }
        }
    }

    /// Reads the key, or draws a new one if there is none or it is too old on `today`.
    static func load(directory: String, today: Date = Date()) throws(Fault) -> SecretKey {
        let path = URL(filePath: directory).appending(path: name).path()
        guard FileManager.default.fileExists(atPath: path) else {
            return try draw(path: path, today: today, replacing: false)
        }
        guard let text = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path)
        }
        guard let (made, key) = parse(String(decoding: text, as: UTF8.self), today: today) else {
            throw .damaged(path: path)
        }
        let age = today.timeIntervalSince(made) / secondsPerDay
        return age < Double(lifeDays) ? key : try draw(path: path, today: today, replacing: true)
    }

    /// Draws a key and keeps it; where another process was faster, its key counts.
    private static func draw(
        path: String, today: Date, replacing: Bool
    ) throws(Fault) -> SecretKey {
        var generator = SystemRandomNumberGenerator()
        let (first, second) = (generator.next(), generator.next())
        let digits = [first, second].map { word in
            let hex = String(word, radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }
        let day = today.formatted(.iso8601.year().month().day())
        do {
            try OwnerOnlyFile.write(
                "\(day) \(digits.joined())\n", to: path, replacing: replacing)
        } catch {
            throw .notWritable(path: path, reason: error.description)
        }
        return SecretKey(first, second)
    }

    /// The key of a file, and the day it was made; a day to come is a mistake, not a long life.
    private static func parse(_ text: String, today: Date) -> (made: Date, key: SecretKey)? {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, words[1].utf8.count == 32,
            words[1].utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }),
            let made = try? Date(String(words[0]), strategy: .iso8601.year().month().day()),
            made.timeIntervalSince(today) < secondsPerDay,
            let first = UInt64(words[1].prefix(16), radix: 16),
            let second = UInt64(words[1].suffix(16), radix: 16)
        else { return nil }
        return (made, SecretKey(first, second))
    }

    private static let secondsPerDay: TimeInterval = 24 * 60 * 60
}
