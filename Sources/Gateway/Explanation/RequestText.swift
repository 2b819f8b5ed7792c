import Bytes
import Foundation
import Transport

/// A request written as text: request line, headers, an empty line, and the body.
///
/// Invariants:
/// 1. ``path`` begins with a slash and has no query.
/// 2. Header values have no line breaks and no spaces around them.
struct RequestText {
    /// The name of the file, for messages.
    let file: String
    let method: HTTPMethod
    let path: [UInt8]
    let query: [UInt8]
    /// Names as written.
    private(set) var headers: [(name: String, value: [UInt8], line: Int)] = []
    private(set) var body: [UInt8] = []
    /// The host of a target written as a URL.
    private var targetHost: [UInt8]?

    /// More is no request that a client of ours sends; who pays is the person at the terminal.
    static let longest = 64 << 20

    /// Reads a file, `-` being standard input.
    static func read(_ file: String) throws(ExplanationFault) -> RequestText {
        if file == "-" { return try RequestText(bytes(of: .standardInput, "-"), file: "-") }
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            throw ExplanationFault(
                exitCode: ExplanationFault.noInput, description: "\(file): no such file")
        }
        guard !isFolder.boolValue else {
            throw ExplanationFault(
                exitCode: ExplanationFault.inputOutput,
                description: "\(file): is a folder; expected a file with one request")
        }
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw ExplanationFault(
                exitCode: ExplanationFault.noPermission,
                description: "\(file): permission denied")
        }
        defer { try? handle.close() }
        return try RequestText(bytes(of: handle, file), file: file)
    }

    private static func bytes(
        of handle: FileHandle, _ file: String
    ) throws(ExplanationFault) -> [UInt8] {
        guard let content = try? handle.read(upToCount: longest + 1) ?? Data() else {
            throw ExplanationFault(
                exitCode: ExplanationFault.inputOutput,
                description: "\(file): cannot be read as a file")
        }
        guard content.count <= longest else {
            throw ExplanationFault(
                exitCode: ExplanationFault.badInput,
                description: "\(file): longer than \(longest) bytes")
        }
        return Array(content)
    }

    /// Reads a request; lines end with LF or CRLF, the body is what is left.
    ///
    /// Refused: a request line without method and target, methods that carry no event, headers
    /// without a colon or with spaces in their name, continuation lines, chunks. The line break that
    /// editors write at the end of a file belongs to the body only if `Content-Length` says so.
    init(_ bytes: [UInt8], file: String) throws(ExplanationFault) {
        self.file = file
        var lines = HeadLines(bytes)
        let start = lines.next() ?? []
        let words = start.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 2 || words.count == 3 && words[2].starts(with: "HTTP/".utf8) else {
            throw .line(1, of: file, "expected METHOD /path?query HTTP/1.1")
        }
        guard let method = HTTPMethod(named: String(decoding: words[0], as: UTF8.self)) else {
            throw .line(1, of: file, "the method carries no event; expected GET, POST or PUT")
        }
        self.method = method
        guard let target = Target(words[1]) else {
            throw .line(1, of: file, "the target is no path; expected one that begins with /")
        }
        path = target.path
        query = target.query
        targetHost = target.host
        while let line = lines.next(), !line.isEmpty {
            headers.append(try Self.header(line, at: lines.number, of: file))
        }
        body = lines.rest
        if let chunked = headers.first(where: { $0.name.lowercased() == "transfer-encoding" }) {
            throw .line(chunked.line, of: file, "expected a body without transfer coding")
        }
        dropFinalLineBreak()
    }

    /// The value of a header, by its name in lower case; the first one if there are several.
    func header(_ name: String) -> [UInt8]? {
        headers.first { $0.name.lowercased() == name }?.value
    }

    /// The host without port; `nil` if the request names none.
    var host: [UInt8]? {
        guard let authority = targetHost ?? header("host") else { return nil }
        if authority.first == UInt8(ascii: "[") {
            return authority.firstIndex(of: UInt8(ascii: "]")).map { Array(authority[...$0]) }
        }
        return Array(authority.prefix { $0 != UInt8(ascii: ":") })
    }

    /// The line of the `Host` header, or the first.
    var hostLine: Int { headers.first { $0.name.lowercased() == "host" }?.line ?? 1 }

    // MARK: Parts

    private static func header(
        _ line: ArraySlice<UInt8>, at number: Int, of file: String
    ) throws(ExplanationFault) -> (name: String, value: [UInt8], line: Int) {
        let isName: (UInt8) -> Bool = {
            ASCII.isAlphanumeric($0) || "!#$%&'*+-.^_`|~".utf8.contains($0)
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isName)
        else {
            throw .line(number, of: file, "expected NAME: VALUE, or an empty line before the body")
        }
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var value = line[(colon + 1)...].drop(while: isSpace)
        while let last = value.last, isSpace(last) { value.removeLast() }
        return (String(decoding: line[..<colon], as: UTF8.self), Array(value), number)
    }

    private mutating func dropFinalLineBreak() {
        let length = header("content-length").flatMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard body.last == 0x0A, length != body.count else { return }
        body.removeLast()
        if body.last == 0x0D, length != body.count { body.removeLast() }
    }

    /// The lines before the body.
    private struct HeadLines {
        private let bytes: [UInt8]
        private var position = 0
        private(set) var number = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var rest: [UInt8] { Array(bytes[position...]) }

        mutating func next() -> ArraySlice<UInt8>? {
            guard position < bytes.count else { return nil }
            let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            var line = bytes[position..<end]
            if line.last == 0x0D { line.removeLast() }
            position = min(end + 1, bytes.count)
            number += 1
            return line
        }
    }

    /// A request target: a path, or a URL as debuggers copy it.
    private struct Target {
        let host: [UInt8]?
        let path: [UInt8]
        let query: [UInt8]

        init?(_ written: ArraySlice<UInt8>) {
            var rest = written.prefix { $0 != UInt8(ascii: "#") }
            var host: [UInt8]?
            for scheme in ["https://", "http://"] where rest.starts(with: scheme.utf8) {
                rest = rest.dropFirst(scheme.utf8.count)
                let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
                host = Array(authority)
                rest = rest[authority.endIndex...]
            }
            self.host = host
            let path = rest.prefix { $0 != UInt8(ascii: "?") }
            query = Array(rest[path.endIndex...].dropFirst())
            self.path = path.isEmpty && host != nil ? [UInt8(ascii: "/")] : Array(path)
            guard self.path.first == UInt8(ascii: "/") else { return nil }
        }
    }
}
