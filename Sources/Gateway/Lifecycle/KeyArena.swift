import Privacy
import Synchronization
import Transport

/// The memory of all keys of the process: page-aligned, locked, left out of core files.
///
/// Invariants:
/// 1. A slot of two words is either on the free list or owned by one key.
/// 2. Slots on the free list are zero: pages begin so, and a key overwrites its slot first.
///
/// It grows by whole regions, since each destination has a key per kind. Where the system refuses to
/// lock memory (RLIMIT_MEMLOCK) the keys stay where they are and ``weakness`` says so.
package final class KeyArena: KeyMemory {
    /// Keys of one region: 16 KiB, a quarter of the smallest RLIMIT_MEMLOCK in use (64 KiB).
    static let keysPerRegion = 1024
    /// Regions at most, 65,536 keys; beyond that keys are on the heap, and the operator who has
    /// more than eight thousand destinations pays.
    static let mostRegions = 64

    private static let wordsPerKey = 2

    private struct State {
        var regions: [LockedPages] = []
        /// Addresses of two words each, in a region above, which lives as long.
        var free: [UInt] = []
    }

    private let state: Mutex<State>

    package init() {
        var first = State()
        Self.grow(&first)
        state = Mutex(first)
    }

    /// What the system has not granted so far, in one line for the log; `nil` if all is well.
    ///
    /// To be asked once all keys are drawn: each region is locked when it is needed.
    package var weakness: String? {
        let regions = state.withLock { $0.regions }
        guard !regions.isEmpty else {
            return "no memory of their own for keys: they can be swapped and be in core files"
        }
        var faults: [String] = []
        for fault in regions.flatMap(\.weaknesses) where !faults.contains(fault.description) {
            faults.append(fault.description)
        }
        guard !faults.isEmpty else { return nil }
        return "keys are less protected than they should be (\(faults.joined(separator: ", "))); "
            + "expected RLIMIT_MEMLOCK of at least \(max(64, 16 * regions.count)) KiB"
    }

    @unsafe package func take() -> UnsafeMutablePointer<UInt64>? {
        let address = state.withLock { state in
            if state.free.isEmpty { Self.grow(&state) }
            return state.free.popLast()
        }
        return unsafe address.flatMap { unsafe UnsafeMutablePointer(bitPattern: $0) }
    }

    @unsafe package func giveBack(_ words: UnsafeMutablePointer<UInt64>) {
        let address = UInt(bitPattern: words)
        state.withLock { $0.free.append(address) }
    }

    /// Every word of the arena, as someone who reads the memory of the process would find it.
    var image: [UInt64] {
        state.withLock { state in
            state.regions.flatMap { region in
                unsafe Array(UnsafeBufferPointer(start: region.words, count: region.count))
            }
        }
    }

    private static func grow(_ state: inout State) {
        guard state.regions.count < mostRegions,
            let region = try? LockedPages(words: keysPerRegion * wordsPerKey)
        else { return }
        state.regions.append(region)
        for slot in stride(from: region.count - wordsPerKey, through: 0, by: -wordsPerKey) {
            state.free.append(UInt(bitPattern: unsafe region.words + slot))
        }
    }
}
