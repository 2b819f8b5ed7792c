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
    /// What was filled in, in the forms that a message may repeat it in, the longest first.
    private var hidden: [(value: String, written: String)] = []

    /// A shorter one is part of many words; whoever has such a secret pays.
    private static let shortestHidden = 6
    /// Values that are looked for in every message; whoever fills in more of them pays.
    private static let mostHidden = 1_000

    init(file: String) {
        self.file = file
    }

    /// Adds the mistakes of another file, each once.
    func adopt(_ mistakes: [ConfigurationMistake]) {
        foreign += mistakes.filter { !foreign.contains($0) }
    }

    func add(_ line: Int, _ message: String) {
        var message = message
        for form in hidden { message = message.replacing(form.value, with: form.written) }
        mistakes.append(ConfigurationMistake(file: file, line: line, message: message))
    }

    /// Sees to it that no message repeats a value that was filled in, but only how the file writes it.
    ///
    /// It may be a secret that stands behind the wrong key: a token where a path is expected, or a key
    /// in the place of its file. Whatever a message does with a text has to be done here as well.
    func hide(_ value: String, writtenAs written: String) {
        let printable = Wording.printable(value)
        for text in [value, printable, String(printable.prefix(Wording.longestQuotation))] {
            for form in [text, text.lowercased()] where form.count >= Self.shortestHidden {
                guard hidden.count < Self.mostHidden else { return }
                guard !hidden.contains(where: { $0.value == form }) else { continue }
                hidden.append((form, Wording.shortened(written)))
                hidden.sort { $0.value.count > $1.value.count }
            }
        }
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
