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
        let suffix = (0..<suffixLength).compactMap { _ in letters.randomElement() }
        return Path.joining(Path.directory(of: final), ".\(name)\(mark)\(String(suffix))")
    }

    /// Where a file of somebody else is left that cannot be given its name back.
    ///
    /// Nobody takes it for a temporary file.
    var refuge: String {
        let name = Path.lastComponent(of: temporary).dropFirst()
        return Path.joining(Path.directory(of: temporary), name + ".kept")
    }

    /// Whether a name is one that ``temporaryName(for:)`` gives.
    static func isTemporaryName(_ name: String) -> Bool {
        let stem = name.dropLast(suffixLength)
        return Path.isHidden(name) && stem.hasSuffix(mark) && stem.count > mark.count + 1
            && name.suffix(suffixLength).allSatisfy { letters.contains($0) }
    }

    private static let mark = ".matglas-"
    private static let suffixLength = 6
    private static let letters = "abcdefghijklmnopqrstuvwxyz0123456789"

    /// File systems allow 255 bytes; the ends that we add need their room.
    private static let longestName = 230
}

/// The files that are not complete yet: whatever ends the program, none of them stays.
///
/// Invariant: a name is in the list from before its file can be seen until it was renamed or removed;
/// creating, renaming and removing happen under the lock, so a signal finds no state in between. The
/// file itself is locked (flock(2)) while it is open, so that others tell it from one left over.
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
            let number: Int32 = withNames { names in
                let number = unsafe open(
                    Path.system(name), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                if number >= 0 { names.insert(name) }
                if number >= 0, !Self.lock(number) {
                    // Somebody who removes what was left over was faster: the file is theirs.
                    close(number)
                    names.remove(name)
                    errno = EEXIST
                    return -1
                }
                return number
            }
            if number >= 0 { return (PendingFile(temporary: name, final: final), number) }
            failure = CallFailure(call: "open", code: errno)
            if failure.code != EEXIST { break }
        }
        throw BatchFailure(path: final, problem: .creating(failure))
    }

    /// Marks a new file as being written; `false` when somebody takes it for a left one.
    private static func lock(_ number: Int32) -> Bool {
        // A file system without locks has no others that tell.
        if flock(number, LOCK_EX | LOCK_NB) != 0 { return errno != EWOULDBLOCK }
        return (try? FileAttributes.of(descriptor: number))?.links != 0
    }

    /// How often a name that somebody else took is replaced by another.
    private static let mostAttempts = 100

    /// Makes the file last and gives it its name: fsync, rename, fsync of the directory.
    ///
    /// `note` is called in between, when the contents are on the disk and nobody sees them yet. Where
    /// the file was made from the one that has the name, `original` says how that was: one that
    /// changed, or gave the name to another, is left as it is.
    func complete(
        _ file: PendingFile, descriptor: Int32, replacing original: FileAttributes? = nil,
        note: () throws(BatchFailure) -> Void = {}
    ) throws(BatchFailure) {
        try check(calls.synchronize(descriptor), "fsync", file)
        try note()
        let naming = withNames { names in
            guard let original else { return rename(file, &names) }
            return replace(original, by: file, descriptor: descriptor, &names)
        }
        switch naming {
        case .done: Directory.synchronize(Path.directory(of: file.final), calls: calls)
        case .failed(let problem): throw BatchFailure(path: file.final, problem: problem)
        }
    }

    /// How giving a name ended.
    private enum Naming {
        case done
        case failed(BatchFailure.Problem)
    }

    private func rename(_ file: PendingFile, _ names: inout Set<String>) -> Naming {
        let result = calls.rename(file.temporary, file.final)
        if result < 0 {
            return .failed(.writing(CallFailure(call: "rename", code: Int32(-result))))
        }
        names.remove(file.temporary)
        return .done
    }

    /// Exchanges the two files and looks at what came back: a log may be rotated at any moment, and
    /// what took its name since has lines that nobody has read.
    private func replace(
        _ original: FileAttributes, by file: PendingFile, descriptor: Int32,
        _ names: inout Set<String>
    ) -> Naming {
        guard original.isUntouched(at: file.final) else { return .failed(.changedWhileRead) }
        let result = calls.exchange(file.temporary, file.final)
        if [EINVAL, ENOSYS, EOPNOTSUPP].contains(Int32(-result)) {
            // A file system that cannot: the look was a moment ago.
            return rename(file, &names)
        }
        if result < 0 {
            let isGone = Int32(-result) == ENOENT
            let failure = CallFailure(call: "rename", code: Int32(-result))
            return .failed(isGone ? .changedWhileRead : .writing(failure))
        }
        if original.isStill(at: file.temporary) {
            unsafe unlink(Path.system(file.temporary))
            names.remove(file.temporary)
            return .done
        }
        _ = calls.exchange(file.temporary, file.final)
        let ours = try? FileAttributes.of(descriptor: descriptor).identity
        if let ours, ours == (try? FileAttributes.ofLink(path: file.temporary))?.identity {
            return .failed(.changedWhileRead)
        }
        // Rotated once more between the two calls. What we hold now is somebody's log.
        names.remove(file.temporary)
        let kept = calls.rename(file.temporary, file.refuge) == 0 ? file.refuge : file.temporary
        return .failed(.displaced(to: kept))
    }

    /// Removes a file that will not be completed.
    func discard(_ file: PendingFile) {
        withNames { names in
            unsafe unlink(Path.system(file.temporary))
            names.remove(file.temporary)
        }
    }

    /// Removes all of them, lets no other be created, and does `last`.
    func removeAll(_ last: () -> Never) -> Never {
        withNames { names in
            for name in names { unsafe unlink(Path.system(name)) }
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
