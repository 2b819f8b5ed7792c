/// The bounds of following: what they cost, and who pays when they are hit.
package enum FollowLimits {
    /// Files of one name that stay open for late lines, with the present one.
    ///
    /// One more lets the oldest go once it was read to its end; a writer that still holds that one
    /// loses what it writes later.
    static let mostOpenFiles = 64

    /// Files of one name that are open at most, when a reader is far behind.
    ///
    /// Those after them are found in their folder when these were read, if they are still there.
    static let mostUnreadFiles = 256

    /// Bytes at a file's beginning that tell a copy of it from another file.
    static let headSize = 4096

    /// Bytes that are not the same by chance: a file that begins with so many of another is its copy.
    static let surePrefix = 1024

    /// Bytes before the place of reading that must be the same at the next look.
    static let tailSize = 64

    /// Earlier files that are remembered, so that their archives are not read again.
    static let mostContents = 256

    /// Rotated files of one name that are looked at; a folder with more loses the oldest to sight.
    static let mostSiblings = 1024

    /// Zero bytes that are passed over at a time, after a truncation.
    static let zeroBlock = 64 << 10
}

/// How long a followed file waits for what; the defaults suit log writers of this world.
package struct FollowPatience: Sendable {
    /// A rotated file must be quiet for this long before the next one is begun.
    var settling: Duration = .milliseconds(500)
    /// A writer that never rests on a rotated file does not hold up the next one for longer.
    var longestSettling: Duration = .seconds(5)
    /// A rotated file's last line without an end is handed out after this.
    var incompleteLine: Duration = .seconds(10)
    /// A rotated file that still has a name stays open for late lines, as those of a graceful restart.
    var lingering: Duration = .seconds(15 * 60)
    /// A deleted file stays open for less: it holds disk space that nobody sees.
    var lingeringDeleted: Duration = .seconds(60)
    /// How often the name is looked at where the kernel tells of changes.
    var look: Duration = .seconds(10)
    /// How often the files are looked at where it does not: network file systems, no inotify left.
    var poll: Duration = .milliseconds(500)
    /// The first pause after a file could not be opened or read; each further one is twice as long.
    var firstRetry: Duration = .seconds(1)
    var longestRetry: Duration = .seconds(60)

    package init() {}
}
