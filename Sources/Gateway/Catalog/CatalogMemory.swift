import Synchronization

/// The definitions that one catalogue has read.
///
/// A vendor's map has hundreds of lines, and every destination of the vendor asks for it several times.
/// What had mistakes is not kept: it is reported each time.
///
/// Invariant: a definition is what the file of its path said when it was first read.
final class CatalogMemory: Sendable {
    private let definitions = Mutex<[String: any Sendable]>([:])

    /// What was read from a file; `nil` if nothing was, or something of another type.
    func definition<Definition: Sendable>(of path: String) -> Definition? {
        definitions.withLock { $0[path] } as? Definition
    }

    func keep(_ definition: some Sendable, of path: String) {
        definitions.withLock { $0[path] = definition }
    }
}
