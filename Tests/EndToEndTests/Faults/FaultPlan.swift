import Foundation
import Glibc
import Testing

/// The calls of a running program that fail, and how: the file that `Tests/Faults/faults.c` maps.
///
/// It is written with `pwrite`, which the mapping of the program sees at once.
final class FaultPlan {
    /// Which calls of one function are hit, and what happens to them.
    struct Rule: Sendable {
        var call: String
        /// An error number, or that of `getaddrinfo`; 0 where the call does not fail.
        var error: Int32 = 0
        /// Bytes that one transfer moves at most; 0 for as many as asked.
        var limit = 0
        var delayMicroseconds = 0
        /// Calls that go through first.
        var skip = 0
        /// Of the others, one in so many is hit.
        var every = 1
        /// How many are hit; -1 for all.
        var times = -1
        var on = Scope.any
        /// A part of the path.
        var path = ""
    }

    /// The descriptors that a rule is about.
    enum Scope: Sendable {
        case any
        /// Sockets of the gateway's listener and its clients.
        case clients
        /// Sockets to the destination.
        case upstream
        case sockets
        case files
    }

    private static let ruleCount = 32
    private static let headLength = 64
    private static let ruleLength = 192

    private let folder: TemporaryFolder
    private let file: URL
    private let number: Int32
    /// The ports that ``Scope/clients`` and ``Scope/upstream`` stand for.
    var ports: (clients: Int, upstream: Int) = (0, 0)

    init() throws {
        folder = try TemporaryFolder()
        var content = Data(count: Self.headLength + Self.ruleCount * Self.ruleLength)
        content.replaceSubrange(0..<8, with: Data("MGFAULT1".utf8))
        file = try folder.file("plan", content)
        number = unsafe open(file.path(), O_RDWR | O_CLOEXEC)
        guard number >= 0 else { throw POSIXError(.EIO) }
    }

    deinit { close(number) }

    /// What makes a program obey this plan.
    func environment() throws -> [String: String] {
        try ["LD_PRELOAD": Self.library.get().path(), "MATGLAS_FAULTS": file.path()]
    }

    /// Replaces all rules.
    func set(_ rules: [Rule]) throws {
        try #require(rules.count <= Self.ruleCount)
        for index in 0..<Self.ruleCount { try write([0], at: offset(index)) }
        for (index, rule) in rules.enumerated() {
            let (which, port) =
                switch rule.on {
                case .any: (0, 0)
                case .clients: (1, ports.clients)
                case .upstream: (2, ports.upstream)
                case .sockets: (3, 0)
                case .files: (4, 0)
                }
            try write(text: rule.call, room: 24, at: offset(index) + 8)
            try write(
                [
                    Int(rule.error), rule.limit, rule.delayMicroseconds, rule.skip, rule.every,
                    rule.times, which, port,
                ], at: offset(index) + 32)
            try write(text: rule.path, room: 64, at: offset(index) + 96)
            try write([0, 0], at: offset(index) + 160)
            try write([1], at: offset(index))
        }
    }

    func clear() throws { try set([]) }

    /// How often each of the first rules was hit.
    func hits(_ count: Int) throws -> [Int] {
        try (0..<count).map { index in
            var value = 0
            let got = unsafe pread(number, &value, 8, off_t(offset(index) + 168))
            guard got == 8 else { throw POSIXError(.EIO) }
            return value
        }
    }

    private func offset(_ rule: Int) -> Int { Self.headLength + rule * Self.ruleLength }

    private func write(_ words: [Int], at offset: Int) throws {
        let count = words.count * MemoryLayout<Int>.stride
        guard unsafe pwrite(number, words, count, off_t(offset)) == count else {
            throw POSIXError(.EIO)
        }
    }

    private func write(text: String, room: Int, at offset: Int) throws {
        var bytes = Array(text.utf8)
        // The last byte ends a text that fills its room.
        try #require(bytes.count < room)
        bytes += Array(repeating: 0, count: room - bytes.count)
        guard unsafe pwrite(number, bytes, room, off_t(offset)) == room else {
            throw POSIXError(.EIO)
        }
    }

    // MARK: The library

    /// Compiled once for each run of the tests, by the compiler that comes with Swift.
    private static let library = Result {
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Faults/faults.c")
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let draft = folder.appending(path: "faults-\(getpid()).so")
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = [
            "clang", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", draft.path(),
            source.path(),
        ]
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0)
        let library = folder.appending(path: "matglas-faults.so")
        guard unsafe rename(draft.path(), library.path()) == 0 else { throw POSIXError(.EIO) }
        return library
    }
}
