import Synchronization

/// The certificates of a listener that are in force, for all lanes to read.
///
/// A handshake takes the context once, when it begins; a change concerns those that begin later.
package final class CurrentTLS: Sendable {
    private let current: Mutex<TLSServerContext>

    package init(_ context: TLSServerContext) { current = Mutex(context) }

    /// What the next handshake uses.
    package var context: TLSServerContext { current.withLock { $0 } }

    /// Puts another context in force; sessions under way keep theirs.
    package func replace(_ context: TLSServerContext) { current.withLock { $0 = context } }
}
