/// Where keys are kept: a room below may lock this memory and leave it out of core files.
///
/// This room is pure and cannot ask the system for such memory; whoever draws the master key brings
/// it, and every key derived from that one is placed beside it.
package protocol KeyMemory: AnyObject, Sendable {
    /// Two words for one key, or `nil` when there is no room left; a key then lives on the heap.
    ///
    /// The words belong to the caller until it gives them back.
    @unsafe func take() -> UnsafeMutablePointer<UInt64>?

    /// Takes back two words of this memory, which their owner has overwritten.
    @unsafe func giveBack(_ words: UnsafeMutablePointer<UInt64>)
}
