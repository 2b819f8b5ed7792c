/// A 128-bit key that is overwritten when its last holder lets go of it.
///
/// Invariants:
/// 1. `words` points at two words owned by this object alone, written once, in `init`.
/// 2. They are zero before the memory is given back.
///
/// The key has no description and no accessor outside this folder. Locking the memory and keeping
/// it out of core files is the work of the room that draws the key.
@safe
package final class SecretKey: @unchecked Sendable, CustomStringConvertible {
    // SAFETY: invariant 1; reads from several threads see memory that no one writes.
    private let words: UnsafeMutablePointer<UInt64>

    package init(_ k0: UInt64, _ k1: UInt64) {
        unsafe words = .allocate(capacity: 2)
        unsafe words.initialize(to: k0)
        unsafe (words + 1).initialize(to: k1)
    }

    deinit {
        unsafe words.update(repeating: 0, count: 2)
        unsafe words.deallocate()
    }

    /// A fresh hash under this key.
    func makeHash() -> SipHash { unsafe SipHash(words[0], words[1]) }

    package var description: String { "SecretKey(redacted)" }
}
