import Foundation

/// A client that is not ours: curl.
enum Curl {
    struct Reply {
        let status: Int
        let head: String
        let body: String
    }

    /// Sends many requests with one process, one after the other; gives their statuses.
    static func send(all requests: [[String]]) throws -> [Int] {
        let folder = try TemporaryFolder()
        let statuses = try folder.file("statuses", "")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["curl"]
            + requests.map {
                [
                    "--silent", "--max-time", "20", "--output", "/dev/null", "--write-out",
                    "%{http_code}\n",
                ] + $0
            }.joined(separator: ["--next"])
        process.standardOutput = try FileHandle(forWritingTo: statuses)
        try process.run()
        process.waitUntilExit()
        return try String(contentsOf: statuses, encoding: .utf8).split(separator: "\n")
            .compactMap { Int($0) }
    }

    static func send(_ arguments: [String]) throws -> Reply {
        let folder = try TemporaryFolder()
        let head = folder.url.appending(path: "head").path()
        let body = folder.url.appending(path: "body").path()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["curl", "--silent", "--max-time", "20", "--dump-header", head, "--output", body]
            + arguments
        try process.run()
        process.waitUntilExit()
        let headText = (try? String(contentsOfFile: head, encoding: .utf8)) ?? ""
        let status = headText.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Reply(
            status: status, head: headText,
            body: (try? String(contentsOfFile: body, encoding: .utf8)) ?? "")
    }
}
