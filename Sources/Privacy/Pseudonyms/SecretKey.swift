package import Bytes

/// A 128-bit key that is overwritten when its last holder lets go of it.
///
/// Invariants:
/// 1. `words` points at two words owned by this object alone, written once, in `init`.
/// 2. They are zero before the memory is given back.
///
/// The key has no description and no accessor: what can be had is a hash under it. Locking the memory and keeping
/// it out of core files is the work of the room that draws the key; see ``KeyMemory``. While a hash
/// is computed its state, from which the key can be told, is in registers and on the stack.
@safe
package final class SecretKey: @unchecked Sendable, CustomStringConvertible {
    // SAFETY: invariant 1; reads from several threads see memory that no one writes.
    private let words: UnsafeMutablePointer<UInt64>
    /// Where `words` came from; `nil` for the heap.
    private let home: (any KeyMemory)?
    /// Where keys that are derived from this one go, full or not.
    private let memory: (any KeyMemory)?

    /// Places the key in `memory`, or on the heap if there is none or it is full.
    package init(_ k0: UInt64, _ k1: UInt64, in memory: (any KeyMemory)? = nil) {
        self.memory = memory
        if let place = unsafe memory?.take() {
            unsafe words = place
            home = memory
        } else {
            unsafe words = .allocate(capacity: 2)
            home = nil
        }
        unsafe words.initialize(to: k0)
        unsafe (words + 1).initialize(to: k1)
    }

    deinit {
        unsafe Self.wipe(words)
        if let home {
            unsafe home.giveBack(words)
        } else {
            unsafe words.deallocate()
        }
    }

    /// A fresh hash under this key.
    package func makeHash() -> SipHash { unsafe SipHash(words[0], words[1]) }

    /// A key in the same memory as this one.
    func makeSibling(_ k0: UInt64, _ k1: UInt64) -> SecretKey { SecretKey(k0, k1, in: memory) }

    package var description: String { "SecretKey(redacted)" }

    // Not inlined: the optimiser must not see that nobody reads the words afterwards.
    @inline(never)
    private static func wipe(_ words: UnsafeMutablePointer<UInt64>) {
        unsafe words.update(repeating: 0, count: 2)
    }
}
