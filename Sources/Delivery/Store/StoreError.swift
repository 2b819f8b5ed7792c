import GRDB

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
    /// Anything else: SQLite's extended result code.
    case failed(code: Int)

    /// The case for an error of GRDB or SQLite.
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = .failed(code: 1)
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self = .permission(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        default: self = .failed(code: Int(error.extendedResultCode.rawValue))
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
        case .failed(let code): "SQLite error \(code)"
        }
    }
}

extension StoreError {
    /// Whether rights are missing, rather than a disk, a file or a version being at fault.
    package var isPermission: Bool {
        if case .permission = self { true } else { false }
    }
}
