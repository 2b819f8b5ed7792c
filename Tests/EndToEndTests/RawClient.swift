import Foundation

/// Sends bytes as they are, and gives the answer as it is.
enum RawClient {
    /// An answer with its status line and fields in their order; `Date` without its value.
    struct Answer: Equatable, CustomStringConvertible {
        let head: String
        let body: [UInt8]

        var status: Int { head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }

        /// The names of the fields in lower case.
        var names: [String] {
            head.split(separator: "\r\n").dropFirst().map {
                $0.prefix { $0 != ":" }.lowercased()
            }
        }

        /// The value of the only field of a name; `nil` for none or several.
        func value(_ name: String) -> String? {
            let lines = head.split(separator: "\r\n").dropFirst().filter {
                $0.lowercased().hasPrefix(name.lowercased() + ":")
            }
            return lines.count == 1
                ? lines[0].drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces) : nil
        }

        var description: String { head }
    }

    /// Sends a request with `Connection: close` among its fields, and reads to the end.
    static func send(
        _ line: String, host: String, _ headers: [String] = [], body: [UInt8] = [], port: Int
    ) async throws -> Answer {
        var fields = ["\(line) HTTP/1.1", "Host: \(host)", "Connection: close"] + headers
        if !body.isEmpty { fields.append("Content-Length: \(body.count)") }
        let bytes = Array((fields + ["", ""]).joined(separator: "\r\n").utf8) + body
        return try await send(bytes, port: port)
    }

    /// Sends bytes and reads to the end, on a queue of its own.
    static func send(_ bytes: [UInt8], port: Int) async throws -> Answer {
        let answer: [UInt8] = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "raw-client").async {
                continuation.resume(with: Result { try exchange(bytes, port: port) })
            }
        }
        let text = String(decoding: answer, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return Answer(head: text, body: []) }
        let head = text[..<end.lowerBound].split(separator: "\r\n").map {
            $0.hasPrefix("Date: ") ? "Date" : String($0)
        }
        return Answer(
            head: head.joined(separator: "\r\n"),
            body: Array(answer.dropFirst(text[..<end.upperBound].utf8.count)))
    }

    private static func exchange(_ request: [UInt8], port: Int) throws -> [UInt8] {
        let socket = try LocalSocket.connected(to: port)
        // A server that refuses may close before it has read everything.
        try? socket.send(request)
        var answer: [UInt8] = []
        while let bytes = socket.receiveBytes(), !bytes.isEmpty { answer += bytes }
        return answer
    }
}
