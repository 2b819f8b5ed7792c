import Foundation
import Testing

/// A browser that is not ours: headless Chromium.
enum Chromium {
    /// Where it is installed; `nil` if it is not.
    static var path: String? {
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    /// Opens `url` and gives the page at which the browser comes to rest.
    static func visit(_ url: String) throws -> String {
        let folder = try TemporaryFolder()
        let output = try folder.file("page", "")
        let process = Process()
        process.executableURL = URL(filePath: try #require(path, "chromium is missing"))
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--user-data-dir=\(folder.url.path())", "--virtual-time-budget=20000", "--dump-dom",
            url,
        ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return try String(contentsOf: output, encoding: .utf8)
    }
}
