import Dispatch
import Glibc
import Synchronization

/// A file that is being written beside the one it will replace.
struct PendingFile: Sendable {
    let temporary: String
    let final: String

    /// `.NAME.matglas-XXXXXX` in the same directory, so that a rename replaces at once.
    static func temporaryName(for final: String) -> String {
        var name = Path.lastComponent(of: final)
        while name.utf8.count > longestName { name.removeLast() }
        let suffix = (0..<6).compactMap { _ in letters.randomElement() }
        return Path.joining(Path.directory(of: final), ".\(name).matglas-\(String(suffix))")
    }

    private static let letters = "abcdefghijklmnopqrstuvwxyz0123456789"

    /// File systems allow 255 bytes; the ends that we add need their room.
    private static let longestName = 230
}

/// The files that are not complete yet: whatever ends the program, none of them stays.
///
/// Invariant: a name is in the list from before its file can be seen until it was renamed or removed;
/// creating, renaming and removing happen under the lock, so a signal finds no state in between.
final class UnfinishedFiles: Sendable {
    private let names = Mutex<Set<String>>([])
    /// In front of the lock: several workers complete files at the same time.
    ///
    /// A `Mutex` that is waited for sleeps in the kernel, which the thread sanitizer does not see;
    /// it then takes the next holder's access for a race. With the semaphore the lock is always
    /// free, and the order is one that the sanitizer knows.
    private let turn = DispatchSemaphore(value: 1)
    private let calls: FileCalls

    init(calls: FileCalls) { self.calls = calls }

    /// A new file beside `final`, readable by its owner alone, and its descriptor.
    func create(for final: String) throws(BatchFailure) -> (file: PendingFile, number: Int32) {
        var failure = CallFailure(call: "open", code: EEXIST)
        for _ in 0..<Self.mostAttempts {
            let name = PendingFile.temporaryName(for: final)
            let number = withNames { names in
                let number = unsafe open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                if number >= 0 { names.insert(name) }
                return number
            }
            if number >= 0 { return (PendingFile(temporary: name, final: final), number) }
            failure = CallFailure(call: "open", code: errno)
            if failure.code != EEXIST { break }
        }
        throw BatchFailure(path: final, problem: .creating(failure))
    }

    /// How often a name that somebody else took is replaced by another.
    private static let mostAttempts = 100

    /// Makes the file last and gives it its name: fsync, rename, fsync of the directory.
    func complete(_ file: PendingFile, descriptor: Int32) throws(BatchFailure) {
        try check(calls.synchronize(descriptor), "fsync", file)
        let renamed = withNames { names in
            let result = calls.rename(file.temporary, file.final)
            if result == 0 { names.remove(file.temporary) }
            return result
        }
        try check(renamed, "rename", file)
        // The name is there; a file system that cannot sync directories is not the user's mistake.
        guard
            let directory = try? Descriptor.opening(
                Path.directory(of: file.final), flags: O_RDONLY | O_DIRECTORY)
        else { return }
        _ = calls.synchronize(directory.number)
    }

    /// Removes a file that will not be completed.
    func discard(_ file: PendingFile) {
        withNames { names in
            unsafe unlink(file.temporary)
            names.remove(file.temporary)
        }
    }

    /// Removes all of them, lets no other be created, and does `last`.
    func removeAll(_ last: () -> Never) -> Never {
        withNames { names in
            for name in names { unsafe unlink(name) }
            last()
        }
    }

    private func withNames<Result>(_ body: (inout Set<String>) -> Result) -> Result {
        turn.wait()
        defer { turn.signal() }
        return names.withLock { names in body(&names) }
    }

    private func check(
        _ result: Int, _ call: String, _ file: PendingFile
    ) throws(BatchFailure) {
        guard result < 0 else { return }
        let failure = CallFailure(call: call, code: Int32(-result))
        throw BatchFailure(path: file.final, problem: .writing(failure))
    }
}

extension FileAttributes {
    /// Which of the owner and times a copy must have.
    enum Fidelity {
        /// Owner and group too, or it fails: the copy takes the place of the original.
        case replacement
        /// Owner and group where we may.
        case copy
    }

    /// Gives an open file this mode, owner and times; permissions are widened last.
    func apply(
        to descriptor: Int32, fidelity: Fidelity, path: String
    ) throws(BatchFailure) {
        if fchown(descriptor, owner, group) != 0 {
            // A member of the group may still keep the group.
            let now = try? FileAttributes.of(descriptor: descriptor)
            let keepsGroup =
                now?.group == group || fchown(descriptor, uid_t.max, group) == 0
            if fidelity == .replacement, now?.owner != owner || !keepsGroup {
                throw BatchFailure(path: path, problem: .ownerNotKept)
            }
        }
        let times = [accessed, modified]
        let dated = unsafe times.withUnsafeBufferPointer {
            unsafe futimens(descriptor, $0.baseAddress)
        }
        guard dated == 0, fchmod(descriptor, mode & 0o777) == 0 else {
            let failure = CallFailure(call: "fchmod", code: errno)
            throw BatchFailure(path: path, problem: .writing(failure))
        }
    }
}
