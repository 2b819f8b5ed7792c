import Foundation
import Testing

@testable import Transport

@Suite("Pages for secrets")
struct LockedPagesTests {
    /// The flags that the kernel keeps for the mapping at `address` (proc_pid_smaps(5)).
    private func flags(at address: UInt) throws -> Set<Substring> {
        // The kernel gives it piece by piece, whatever is asked for.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
        var bytes = Data()
        while let piece = try file.read(upToCount: 4096), !piece.isEmpty { bytes += piece }
        let text = String(decoding: bytes, as: UTF8.self)
        var isInside = false
        for line in text.split(separator: "\n") {
            let range = line.prefix { $0 != " " }.split(separator: "-")
            if range.count == 2, let first = UInt(range[0], radix: 16),
                let end = UInt(range[1], radix: 16)
            {
                isInside = (first..<end).contains(address)
            } else if isInside, line.hasPrefix("VmFlags:") {
                return Set(line.split(separator: " ").dropFirst())
            }
        }
        return []
    }

    @Test("The kernel locks them, leaves them out of core files and empties them in a child")
    func isProtected() throws {
        let pages = try LockedPages(words: 100)
        let address = UInt(bitPattern: unsafe pages.words)
        #expect(pages.count >= 100 && pages.count * 8 % 4096 == 0)
        #expect(address % 4096 == 0)
        let flags = try flags(at: address)
        let failed = Set(pages.weaknesses.map(\.call))
        #expect(flags.contains("lo") != failed.contains("mlock"))
        #expect(flags.contains("dd") != failed.contains("madvise(MADV_DONTDUMP)"))
        #expect(flags.contains("wf") != failed.contains("madvise(MADV_WIPEONFORK)"))
        for index in 0..<pages.count {
            #expect(unsafe pages.words[index] == 0)
            unsafe pages.words[index] = .max
        }
    }
}
