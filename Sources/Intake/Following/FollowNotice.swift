import Glibc

/// Something that whoever runs a followed file should know; said once per change, never a byte of a line.
package enum FollowNotice: Sendable, Equatable {
    /// There is no such file yet, or no more; it is waited for.
    case missing
    /// What was missing or could not be opened is there now.
    case opened
    /// It cannot be opened or read; tried again with growing pauses.
    case unreadable(call: String, code: Int32)
    /// It was made shorter, and no copy holds what was unread; `bytes` are known to be gone.
    case truncated(bytes: Int)
    /// A rotated file, or the rest of one, could not be read and is left out.
    case lost(file: String, reason: String)
    /// A stored position leads to a file that is no longer there.
    case positionGone
    /// The kernel cannot tell of changes here; the file is looked at regularly instead.
    case polling

    /// One sentence about the file at `path`, for people.
    package func description(of path: String) -> String {
        switch self {
        case .missing: "\(path): not there, waiting for it"
        case .opened: "\(path): is there now"
        case .unreadable(let call, let code):
            "\(path): cannot be followed (\(call): \(CallFailure(call: call, code: code).text)), "
                + "trying again"
        case .truncated(let bytes) where bytes > 0:
            "\(path): was truncated with \(bytes) bytes unread, they are lost"
        case .truncated:
            "\(path): was truncated, what was written just before may be lost"
        case .lost(let file, let reason):
            "\(path): the rotated file \(file) is left out, \(reason)"
        case .positionGone:
            "\(path): the file of the stored position is gone, what it held after it is lost"
        case .polling: "\(path): no notices of changes from the kernel, looking regularly"
        }
    }
}

/// What happened to a followed file, in numbers.
package struct FollowCounts: Sendable, Equatable {
    /// Files of the name that were begun after the first.
    package var rotations = 0
    package var truncations = 0
    /// Rotated files and copies that were found in the folder and read.
    package var recovered = 0
    /// Files, or rests of files, that are known to be lost.
    package var lost = 0
    /// Lines longer than ``BatchLimits/longestLine``, read past.
    package var overlong = 0
    /// Zero bytes at a file's beginning, passed over.
    package var zeros = 0

    package init() {}
}

/// What one read gave.
package enum FollowedPiece: Sendable, Equatable {
    /// The block holds whole lines; each ends with a newline.
    case lines
    /// A line longer than ``BatchLimits/longestLine`` was read past; the block is empty.
    case overlong
    case notice(FollowNotice)
    /// There is nothing now: wait.
    case nothing
}

/// Where a file is begun that no position is stored for.
package enum FollowStart: String, Sendable, CaseIterable {
    /// At its first line: nothing is lost.
    case beginning
    /// After the last line that is complete now, as `tail --follow --lines=0`.
    case end
}
