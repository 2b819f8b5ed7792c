import Foundation

/// Sends bytes as they are, and gives the answer as it is.
enum RawClient {
    struct SocketError: Error {
        let code: Int32
    }

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
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(code: errno) }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        let limitSize = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, limitSize)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // SAFETY: the pointers are used within the call only.
        let connected = unsafe withUnsafePointer(to: address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw SocketError(code: errno) }
        var sent = 0
        while sent < request.count {
            let count = unsafe request.withUnsafeBytes { bytes in
                unsafe Foundation.send(
                    descriptor, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            // A server that refuses may close before it has read everything.
            guard count > 0 else { break }
            sent += count
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return answer }
            answer += chunk[..<count]
        }
    }
}
