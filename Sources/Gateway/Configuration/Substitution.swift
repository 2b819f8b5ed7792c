import Foundation

/// Fills `${NAME}` in a value with an environment variable, and `${file:PATH}` with a file's text.
///
/// Refused: an unset variable, a name outside letters, digits and `_`, a missing brace, a file that
/// cannot be read. A dollar sign without a brace stands for itself.
struct Substitution {
    let environment: [String: String]
    let mistakes: MistakeList

    /// Longest text that a file may put into a value; a key or password is far shorter.
    private static let longestFile = 65_536

    /// The value with everything filled in, or `nil` after a mistake.
    func expand(_ written: String, line: Int) -> String? {
        var result = ""
        var rest = written[...]
        var isWhole = true
        var isFilled = false
        while let start = rest.range(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                mistakes.add(line, "\"${\" without \"}\"; expected ${NAME}")
                return nil
            }
            let name = String(rest[start.upperBound..<end])
            if let value = value(of: name, line: line) {
                result += value
                mistakes.hide(value, writtenAs: "${\(name)}")
            } else {
                isWhole = false
            }
            rest = rest[rest.index(after: end)...]
            isFilled = true
        }
        guard isWhole else { return nil }
        if isFilled { mistakes.hide(result + rest, writtenAs: written) }
        return result + rest
    }

    private func value(of name: String, line: Int) -> String? {
        if name.hasPrefix("file:") { return contents(of: String(name.dropFirst(5)), line: line) }
        let isName =
            name.first.map { $0 == "_" || ($0.isASCII && $0.isLetter) } ?? false
            && name.allSatisfy { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
        guard isName else {
            mistakes.add(
                line,
                "\(Wording.quoted("${\(name)}")) names no variable; expected ${NAME} or ${file:PATH}"
            )
            return nil
        }
        guard let value = environment[name] else {
            var message = "the environment variable \(name) is not set"
            if let nearest = Spelling.nearest(to: name, among: environment.keys.sorted()) {
                message += "; did you mean \(nearest)?"
            }
            mistakes.add(line, message)
            return nil
        }
        return value
    }

    /// A file's text without the newline that editors put at its end.
    private func contents(of path: String, line: Int) -> String? {
        switch TextFile.read(path, atMost: Self.longestFile) {
        case .success(let text):
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        case .failure(let fault):
            mistakes.add(line, "\(Wording.quoted("${file:\(path)}")) cannot be filled in: \(fault)")
            return nil
        }
    }
}

/// Reading small text files whole.
enum TextFile {
    /// Longest configuration or catalogue file; the largest of ours has some 20 kB.
    static let longest = 4 << 20

    /// The text of a file, or why there is none.
    ///
    /// Refused: what is not UTF-8, what is longer than the bound, folders.
    static func read(
        _ path: String, atMost limit: Int = longest
    ) -> Result<String, ConfigurationFault> {
        guard let file = FileHandle(forReadingAtPath: path) else {
            return FileManager.default.fileExists(atPath: path)
                ? .failure(.unreadable(path: path, reason: ConfigurationFault.permissionDenied))
                : .failure(.missing(path: path))
        }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: limit + 1) ?? Data() else {
            return .failure(.unreadable(path: path, reason: "cannot be read as a file"))
        }
        guard bytes.count <= limit else {
            return .failure(.mistake(path, "longer than \(limit) bytes"))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return .failure(.mistake(path, "is not UTF-8; expected a YAML text"))
        }
        return .success(text)
    }
}
