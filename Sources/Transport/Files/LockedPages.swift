import CLinux
import Glibc

/// Pages for secrets: never swapped, not in core files, empty in a child process.
///
/// Invariants:
/// 1. `words` points at `count` words of a mapping that this object alone owns.
/// 2. The pages are overwritten before they are given back.
///
/// A measure that the system refuses is named in ``weaknesses`` and left out: a gateway that cannot
/// lock memory still serves, and says so. What no process can prevent is listed nowhere: root reads
/// any memory, and a machine that hibernates writes all of it.
@safe
package final class LockedPages: @unchecked Sendable {
    // SAFETY: invariant 1; who may touch which word is settled by the caller, as in any memory.
    @unsafe package let words: UnsafeMutablePointer<UInt64>
    /// How many words there are, a whole number of pages.
    package let count: Int
    /// The calls that failed, in their order.
    package let weaknesses: [SystemFault]

    private let bytes: Int

    /// Maps at least `minimum` words, all zero.
    package init(words minimum: Int) throws(SystemFault) {
        let page = max(Int(sysconf(Int32(_SC_PAGESIZE))), Self.smallestPage)
        let wanted = max(minimum, 1) * MemoryLayout<UInt64>.stride
        let length = (wanted + page - 1) / page * page
        let start = unsafe mmap(
            nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        // MAP_FAILED is the address -1.
        guard let start = unsafe start, Int(bitPattern: start) != -1 else {
            throw SystemFault("mmap", errno)
        }
        var faults: [SystemFault] = []
        // mlock2(2) would add locking on first touch only, and these pages are small.
        if unsafe mlock(start, length) != 0 { faults.append(SystemFault("mlock", errno)) }
        if unsafe madvise(start, length, Int32(MADV_DONTDUMP)) != 0 {
            faults.append(SystemFault("madvise(MADV_DONTDUMP)", errno))
        }
        if unsafe madvise(start, length, Int32(MADV_WIPEONFORK)) != 0 {
            faults.append(SystemFault("madvise(MADV_WIPEONFORK)", errno))
        }
        bytes = length
        count = length / MemoryLayout<UInt64>.stride
        unsafe words = start.bindMemory(to: UInt64.self, capacity: count)
        weaknesses = faults
    }

    deinit {
        unsafe words.update(repeating: 0, count: count)
        // The call is opaque to the optimiser, so the zeros are written. It also unlocks.
        unsafe munmap(words, bytes)
    }

    private static let smallestPage = 4096
}
