import Foundation

/// What the kernel says of this process (proc(5)).
struct ProcessNumbers: Equatable {
    /// Seconds since 1970.
    var started = 0.0
    var processorSeconds = 0.0
    var residentBytes = 0
    var openDescriptors = 0
    var mostDescriptors = 0

    /// Ticks per second in every file of proc(5) on Linux, whatever the kernel's own clock does.
    private static let ticks = 100.0

    /// Reads the numbers; `nil` where there is no proc(5).
    static func read(folder: String = "/proc") -> ProcessNumbers? {
        func text(_ name: String) -> String? {
            guard let file = FileHandle(forReadingAtPath: "\(folder)/\(name)") else { return nil }
            defer { try? file.close() }
            return (try? file.readToEnd()).flatMap { String(decoding: $0, as: UTF8.self) }
        }
        guard let own = text("self/stat"), let memory = text("self/statm"),
            let system = text("stat"), let limits = text("self/limits"),
            let open = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/self/fd")
        else { return nil }
        var numbers = ProcessNumbers(own: own, memory: memory, system: system, limits: limits)
        // Less the one through which the folder was read.
        numbers?.openDescriptors = max(0, open.count - 1)
        return numbers
    }

    /// Reads the texts of `self/stat`, `self/statm`, `stat` and `self/limits`.
    init?(own: String, memory: String, system: String, limits: String) {
        // The name of the program stands in parentheses and may hold anything.
        guard let end = own.lastIndex(of: ")") else { return nil }
        let fields = own[own.index(after: end)...].split(separator: " ")
        // Fields 14, 15 and 22 of proc(5), of which the first here is the third.
        guard fields.count > 19, let user = Double(fields[11]), let kernel = Double(fields[12]),
            let start = Double(fields[19]),
            let boot = Self.number(after: "btime ", in: system),
            let pages = memory.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        started = Double(boot) + start / Self.ticks
        processorSeconds = (user + kernel) / Self.ticks
        residentBytes = pages * NSPageSize()
        mostDescriptors = Self.number(after: "Max open files", in: limits) ?? 0
    }

    private static func number(after name: String, in text: String) -> Int? {
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            return line.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
        }
        return nil
    }
}
