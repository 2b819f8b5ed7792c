/// One mistake in a configuration or catalogue file.
///
/// The description is one line, `FILE:LINE: message`, as compilers write it, so that editors can jump there.
package struct ConfigurationMistake: Error, Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// From 1.
    package var line: Int
    /// What was found, what is expected, and the nearest valid spelling if there is one.
    package var message: String

    package init(file: String, line: Int, message: String) {
        self.file = file
        self.line = line
        // Whatever it repeats of a file, it stays one line.
        self.message = Wording.printable(message)
    }

    package var description: String { "\(Wording.printable(file)):\(line): \(message)" }
}

/// Why a configuration or a catalogue file cannot be used.
package enum ConfigurationFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such file.
    case missing(path: String)
    /// The file is there and cannot be read as text.
    case unreadable(path: String, reason: String)
    /// The catalogue has no vendor, profile or log format of that name.
    case unknownName(subject: String, name: String, known: [String])
    /// Every mistake that was found, ordered by file and line; never empty.
    case mistakes([ConfigurationMistake])

    /// One line per mistake.
    package var description: String {
        switch self {
        case .missing(let path): "\(Wording.printable(path)): no such file"
        case .unreadable(let path, let reason): "\(Wording.printable(path)): \(reason)"
        case .unknownName(let subject, let name, let known):
            Wording.unknown(subject, name, known: known)
        case .mistakes(let mistakes): mistakes.map(\.description).joined(separator: "\n")
        }
    }

    /// The exit code of `sysexits.h`: 66 for a missing file, 78 for mistakes, 74 for what cannot be read.
    package var exitCode: Int32 {
        switch self {
        case .missing: 66
        case .unreadable(_, Self.permissionDenied): 77
        case .unreadable: 74
        case .unknownName: 64
        case .mistakes: 78
        }
    }
}

/// Gathers the mistakes of one file, so that all of them are reported at once.
///
/// A class, because the readers of the parts of one file add to the same list.
final class MistakeList {
    let file: String
    private(set) var mistakes: [ConfigurationMistake] = []
    /// Mistakes of other files that this one leads to, after its own.
    private var foreign: [ConfigurationMistake] = []

    init(file: String) {
        self.file = file
    }

    /// Adds the mistakes of another file, each once.
    func adopt(_ mistakes: [ConfigurationMistake]) {
        foreign += mistakes.filter { !foreign.contains($0) }
    }

    func add(_ line: Int, _ message: String) {
        mistakes.append(ConfigurationMistake(file: file, line: line, message: message))
    }

    /// The mistakes ordered by line; those of one line stay in the order found.
    var sorted: [ConfigurationMistake] {
        mistakes.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element) + foreign
    }

    func throwIfAny() throws(ConfigurationFault) {
        guard mistakes.isEmpty, foreign.isEmpty else { throw .mistakes(sorted) }
    }
}

extension ConfigurationFault {
    static let permissionDenied = "permission denied"

    /// A fault of the text as a whole.
    static func mistake(_ path: String, _ message: String) -> Self {
        .mistakes([ConfigurationMistake(file: path, line: 1, message: message)])
    }
}
