import GRDB
import Transport

/// Why the statistics could not be opened, read or written.
///
/// Never carries a stored value.
package enum StoreError: Error, Equatable, Sendable {
    /// The directory or a file in it may not be read or written.
    case permission(path: String)
    /// The state directory could not be made, or its path is a file.
    case notADirectory(path: String)
    /// There is nothing to read yet.
    case missing(path: String)
    /// The disk is full.
    case full
    /// The file is not a database, or is damaged.
    case corrupt(path: String)
    /// A newer version of the program made the file.
    case newerSchema(path: String)
    /// Another program holds the file for too long.
    case busy
    /// Anything else: SQLite's extended result code, and what is known about it.
    case failed(code: Int, cause: Cause = .unknown)

    /// What SQLite does not tell apart.
    package enum Cause: Equatable, Sendable {
        case unknown
        /// This process, or the machine, has no file descriptor left.
        case descriptors
        /// There is a directory where the file should be.
        case directory(path: String)
    }

    /// The case for an error of GRDB or SQLite.
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = .failed(code: 1)
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_IOERR where Self.isOutOfSpace(error.extendedResultCode, path): self = .full
        case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self = Self.unopened(path, code: Int(error.extendedResultCode.rawValue))
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        default: self = .failed(code: Int(error.extendedResultCode.rawValue))
        }
    }

    /// What keeps the file at `path`, or a file beside it, from being opened.
    static func unopened(_ path: String, code: Int = unopenedCode) -> StoreError {
        switch FileCondition.obstacle(at: path) {
        case .directory: .failed(code: code, cause: .directory(path: path))
        case .descriptors: .failed(code: code, cause: .descriptors)
        case .denied, nil: .permission(path: path)
        }
    }

    /// SQLite's code for a file that it cannot open.
    private static let unopenedCode = Int(ResultCode.SQLITE_CANTOPEN.rawValue)

    /// Less free space than this is none: pages and the index of the log are written together.
    private static let leastSpace: UInt64 = 1024 * 1024

    /// Whether an input or output error is that of a full disk, which SQLite names so only for some
    /// writes.
    static func isOutOfSpace(_ code: ResultCode, _ path: String) -> Bool {
        switch code {
        // The index of the log could not grow; it has no other reason.
        case .SQLITE_IOERR_SHMSIZE: return true
        case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC,
            .SQLITE_IOERR_TRUNCATE, .SQLITE_IOERR_SHMMAP, .SQLITE_IOERR_SHMOPEN:
            return FileCondition.freeBytes(at: path).map { $0 < leastSpace } ?? false
        default: return false
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .permission(let path): "\(path): no permission to read or write the statistics"
        case .notADirectory(let path): "\(path): not a directory, and cannot be made one"
        case .missing(let path): "\(path): no statistics there yet"
        case .full: "the disk is full"
        case .corrupt(let path): "\(path): damaged, or not a database"
        case .newerSchema(let path): "\(path): made by a newer version of matglas"
        case .busy: "the statistics are held by another program"
        case .failed(_, .descriptors): "no file descriptor left (too many open files)"
        case .failed(_, .directory(let path)):
            "\(path): a directory stands where the file should be"
        case .failed(let code, .unknown): "SQLite error \(code)"
        }
    }
}

extension StoreError {
    /// Whether rights are missing, rather than a disk, a file or a version being at fault.
    package var isPermission: Bool {
        if case .permission = self { true } else { false }
    }
}
