/// The bounds a message must keep, so that one sender cannot make the others pay.
package struct HTTPLimits: Sendable, Equatable {
    /// The whole head with its last empty line; over it, 431.
    ///
    /// Each open connection may pin this much.
    package var maximumHeadBytes = 16 * 1024

    /// The request line or status line with its CRLF; over it, 414.
    ///
    /// RFC 9112 3 asks for 8000 or more.
    package var maximumRequestLineBytes = 8 * 1024

    /// Field lines in one head; over it, 431.
    ///
    /// A connection keeps one entry of 20 bytes for each.
    package var maximumHeaderCount = 100

    /// The decoded body; over it, 413.
    ///
    /// A connection may have to hold all of it at once.
    package var maximumBodyBytes = 1024 * 1024

    /// One chunk-size line with its extensions and CRLF; over it, 400.
    ///
    /// Nothing useful is longer.
    package var maximumChunkLineBytes = 256

    /// Extensions of all chunks of one body together; over it, 400.
    ///
    /// They are work without content.
    package var maximumChunkExtensionBytes = 1024

    /// Trailer section with its last empty line; over it, 431.
    ///
    /// Trailers are read and dropped.
    package var maximumTrailerBytes = 4 * 1024

    /// Field lines in one trailer section; over it, 431.
    package var maximumTrailerCount = 16

    /// The limits of a public listener.
    package init() {}
}
