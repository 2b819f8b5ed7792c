import Foundation
import Testing

/// `matglas logs` with many files: compressions, directories, kills, and what anonip's users type.
@Suite struct LogsBatchTests {
    private static let tools = [("gz", "gzip"), ("zst", "zstd"), ("bz2", "bzip2"), ("xz", "xz")]

    /// Runs one of the tools with the text of `input` into `output`.
    private static func run(
        _ tool: String, _ arguments: [String], from input: URL, to output: URL
    ) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        _ = FileManager.default.createFile(atPath: output.path(), contents: nil)
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static func lines(_ count: Int, from first: Int = 0) -> String {
        (first..<first + count).map { number in
            "203.0.113.\(1 + number % 254) - - [10/Oct/2024:13:55:36 +0200] "
                + "\"GET /p/\(number * 7919 % 997)?id=\(number) HTTP/1.1\" 200 \(number) \"-\" \"-\"\n"
        }.joined()
    }

    @Test("What the usual tools packed is read, and they read what is packed again")
    func compressions() throws {
        let folder = try TemporaryFolder()
        let plain = try folder.file("access.log", Self.lines(9_000))
        let anonymous = try MatglasProcess.run(["logs", plain.path()]).output
        let archives = folder.url.appending(path: "in")
        try FileManager.default.createDirectory(at: archives, withIntermediateDirectories: false)
        for (ending, tool) in Self.tools {
            let file = archives.appending(path: "access.log.\(ending)")
            #expect(try Self.run(tool, ["-c"], from: plain, to: file) == 0)
        }
        let result = try MatglasProcess.run(["logs", "--quiet", "--in-place", archives.path()])
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        for (ending, tool) in Self.tools {
            let file = archives.appending(path: "access.log.\(ending)")
            let text = folder.url.appending(path: "text")
            #expect(try Self.run(tool, ["-dc"], from: file, to: text) == 0, "\(tool)")
            #expect(try Data(contentsOf: text) == anonymous, "\(tool)")
        }
    }

    @Test(
        "A kill at any moment of --in-place leaves each file old or new, and the next run goes on")
    func kills() throws {
        let folder = try TemporaryFolder()
        for name in ["old", "new", "now"] {
            try FileManager.default.createDirectory(
                at: folder.url.appending(path: name), withIntermediateDirectories: false)
        }
        func path(_ name: String) -> URL { folder.url.appending(path: name) }
        for number in 0..<4 {
            let text = try folder.file("text", Self.lines(2_000, from: number))
            let (ending, tool) = Self.tools[number % 2]
            try Data(contentsOf: text).write(to: path("old/\(number).log"))
            #expect(
                try Self.run(tool, ["-c"], from: text, to: path("old/\(number).\(ending)")) == 0)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path("old").path())
        #expect(
            try MatglasProcess.run(
                ["logs", "--output-directory", path("new").path(), path("old").path()]
            ).status == 0)
        let journal = path("journal")
        let arguments = [
            "logs", "--in-place", "--jobs", "2", "--resume", journal.path(), path("now").path(),
        ]
        for attempt in 0..<10 {
            try? FileManager.default.removeItem(at: journal)
            for name in names {
                try? FileManager.default.removeItem(at: path("now/\(name)"))
                try FileManager.default.copyItem(at: path("old/\(name)"), to: path("now/\(name)"))
            }
            let process = Process()
            process.executableURL = MatglasProcess.binary
            process.arguments = arguments
            try process.run()
            // The moment is a number of entries, not a time: from before the first to the last.
            while process.isRunning {
                let entries = (try? Data(contentsOf: journal))?.split(separator: 10) ?? []
                if entries.count(where: { $0.starts(with: "done".utf8) }) >= attempt { break }
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            var done = 0
            for name in names {
                let now = try Data(contentsOf: path("now/\(name)"))
                let isNew = now == (try Data(contentsOf: path("new/\(name)")))
                done += isNew ? 1 : 0
                #expect(try isNew || now == Data(contentsOf: path("old/\(name)")), "\(name)")
            }
            let next = try MatglasProcess.run(arguments)
            #expect(next.status == 0)
            #expect(done == 0 || next.errors.contains("\(done) of \(names.count) files were done"))
            for name in names {
                #expect(
                    try Data(contentsOf: path("now/\(name)"))
                        == Data(contentsOf: path("new/\(name)")))
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: path("now").path())
            #expect(left.sorted() == names.sorted())
        }
    }

    @Test("A file whose name is not UTF-8 is found, and can be named")
    func namesOfBytes() throws {
        let folder = try TemporaryFolder()
        let line = try folder.file("line", Self.lines(1))
        // No string of ours can hold such a name; a shell can make it.
        func shell(_ script: String) throws -> String {
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "a=$(printf 'caf\\351.log'); " + script]
            process.currentDirectoryURL = folder.url
            process.environment = [
                "MATGLAS": MatglasProcess.binary.path(), "PATH": "/usr/bin:/bin",
            ]
            let output = try folder.file("said", Data())
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = try FileHandle(forWritingTo: output)
            try process.run()
            process.waitUntilExit()
            return try "\(process.terminationStatus) "
                + String(decoding: Data(contentsOf: output), as: UTF8.self)
        }
        let anonymous = try MatglasProcess.run(["logs", line.path()]).text
        #expect(!anonymous.isEmpty)
        for arguments in ["in", "'in/*'", "\"in/$a\""] {
            let script =
                "mkdir -p in; cp line \"in/$a\"; \"$MATGLAS\" logs --quiet --in-place \(arguments) "
                + "&& cat \"in/$a\""
            #expect(try shell(script) == "0 " + anonymous, "\(arguments)")
        }
        let said = try shell("\"$MATGLAS\" logs \"no/$a\"")
        #expect(said == "66 matglas: no/caf\\xE9.log: cannot open, no such file or directory\n")
    }

    @Test(
        "The options of anonip mean here what they mean there",
        arguments: [
            // What anonip 1.1 gives for these lines, where it hides enough.
            (["-4", "12", "-6", "84", "-c", "1"], "203.0.112.0 x", "2001:db8::", "- y"),
            (["--ipv4mask", "8", "-c", "1", "-r", "0.0.0.0"], "203.0.113.0 x", nil, "0.0.0.0 y"),
            (["-4", "32", "--column", "1", "2", "-l", " "], "0.0.0.0 -", nil, "- -"),
        ] as [([String], String, String?, String)])
    func anonip(options: [String], first: String, second: String?, third: String) throws {
        let input = "203.0.113.77 x\n2001:db8:0:1:2:3:4:5 10.1.2.3\nhost.example.net y\n"
        let result = try MatglasProcess.run(["logs"] + options, input: Data(input.utf8))
        #expect(result.status == 0)
        let lines = result.text.split(separator: "\n").map(String.init)
        try #require(lines.count == 3)
        #expect(lines[0] == first)
        if let second { #expect(lines[1].hasPrefix(second + " ")) }
        #expect(lines[2] == third)
    }

    @Test("Private addresses stay where that is asked for, with a format and with columns")
    func skipPrivate() throws {
        let line = #"10.1.2.3 - - [10/Oct/2024:13:55:36 +0200] "GET / HTTP/1.1" 200 5 "-" "-""#
        for options in [["-p"], ["-p", "--profile", "addresses"], ["-p", "-c", "1"]] {
            let result = try MatglasProcess.run(["logs"] + options, input: Data((line + "\n").utf8))
            #expect(result.text == line + "\n")
        }
    }

    @Test(
        "Options of anonip without a safe counterpart are refused with a reason",
        arguments: [["-i", "3"], ["--regex", "a(.*)", "b"], ["-d"], ["-l", ":"], ["-c", "0"]])
    func refused(options: [String]) throws {
        let result = try MatglasProcess.run(["logs"] + options)
        #expect(result.status == 64)
        #expect(result.errors.contains("; expected") || result.errors.contains(": expected"))
        #expect(result.output.isEmpty)
    }

    @Test("All mistakes are told at once")
    func allAtOnce() throws {
        let result = try MatglasProcess.run([
            "logs", "--jobs", "0", "--ipv4-prefix", "33", "--ipv4mask", "40", "--resume", "j", "-d",
        ])
        #expect(result.status == 64)
        for word in ["--jobs", "--ipv4-prefix", "--ipv4mask", "--resume", "--debug"] {
            #expect(result.errors.contains(word), "\(word)")
        }
    }
}
