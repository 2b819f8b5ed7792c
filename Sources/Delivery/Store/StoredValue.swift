import Foundation
import GRDB

/// Reads the values of the state without trust: a bad disk, or whoever could change the file, must not
/// be able to stop the program, so what is of another type than the table's is `nil`.
enum StoredValue {
    /// Second since 1970 in which the year 9999 ends: beyond it nothing is a time, and differences of
    /// times never trap.
    static let latestTime = 253_402_300_799

    /// A time in seconds since 1970; `nil` for what no clock shows.
    static func time(_ value: DatabaseValue) -> Int? {
        guard let second = integer(value), 0...latestTime ~= second else { return nil }
        return second
    }

    // Not inlined: the optimizer of Swift 6.3.1 ends with an error when it merges the switches over
    // the storage of a value ("Found outside of lifetime use").

    @inline(never)
    static func integer(_ value: DatabaseValue) -> Int? {
        guard case .int64(let number) = value.storage else { return nil }
        return Int(number)
    }

    @inline(never)
    static func text(_ value: DatabaseValue) -> String? {
        guard case .string(let text) = value.storage else { return nil }
        return text
    }

    @inline(never)
    static func bytes(_ value: DatabaseValue) -> [UInt8]? {
        guard case .blob(let data) = value.storage else { return nil }
        return [UInt8](data)
    }
}
