package import Bytes
import Glibc

/// A log file that is read while it is written, whatever rotation does to it.
///
/// Lines come out whole, each once, in order within each file, and files in the order of their birth.
/// Known are: rename and create, several at once, delete and create, another file renamed over
/// it, truncation, copy and truncate, symbolic links that change, a named pipe, and a file that is
/// not there yet. A rotated file stays open for late writers. What is lost is said and counted.
///
/// What no follower can know: what is written and cut, or written, renamed away and deleted, between
/// two looks. Copying and truncating loses in itself what is written between the copy and the cut.
///
/// Invariants:
/// 1. `parts` are in order of birth, all but the last were superseded; each is open.
/// 2. ``position`` is that of the lines handed out so far: whoever stores it does so when those
///    are safe, and reads them again rather than never.
/// 3. Nothing here blocks; ``FollowWait`` sleeps.
///
/// Not for several threads at a time.
package final class FollowedFile {
    /// The path as it was given.
    package let path: String
    package internal(set) var counts = FollowCounts()

    /// One open file and how long it has been at rest.
    struct Entry {
        let part: any FollowedPart
        /// The notice mark of its contents.
        var watch: Int32?
        /// Since when it was superseded; `nil` for the present one.
        var supersededAt: UInt64?
        /// When it had last been written to then.
        var modifiedBefore = 0
        var quietSince: UInt64?
        var hasSettled = false
    }

    let calls: FollowCalls
    let patience: FollowPatience
    let key = FollowKey()
    let watch: FollowWatch?
    var parts: [Entry] = []
    var notices: [FollowNotice] = []
    /// Rotated files that were there before, or were read.
    var known: Set<KnownFile> = []
    /// What tells copies of those.
    var contents: [ContentPrint] = []
    var hasBegun = false
    /// What the present file held was perhaps copied and cut before anything of it was seen.
    var hasUnseenPast = true
    /// The kernel told of a change of names since the last look.
    var namesChanged = false
    var start: FollowStart
    /// A position that was given and not gone on from yet.
    var stored: FollowPosition?
    var isRemote = false
    var isWatched = false
    /// What was said last about the path itself.
    var trouble: FollowNotice?
    /// What was said last about reading.
    var readingTrouble: FollowNotice?
    var retryAt: UInt64 = 0
    var retryPause: UInt64 = 0
    private var lookAt: UInt64 = 0
    private var mustLook = true
    private(set) var mustLookAgain = false
    /// Looks in a row at names that change under our eyes; then reading goes on before the next.
    static let mostLooks = 8
    /// When something changes by time alone: a rotated file is done, a retry is due.
    private var deadline = UInt64.max

    /// Begins to follow `path`; nothing is opened before the first ``read(into:)``.
    ///
    /// Where a `position` is given it is gone on from, whatever `start` says.
    package convenience init(
        path: String, from start: FollowStart = .beginning, position: FollowPosition? = nil,
        patience: FollowPatience = FollowPatience()
    ) {
        self.init(
            path: path, from: start, position: position, patience: patience, calls: .system)
    }

    init(
        path: String, from start: FollowStart, position: FollowPosition?,
        patience: FollowPatience = FollowPatience(), calls: FollowCalls
    ) {
        self.path = path
        self.start = start
        self.calls = calls
        self.patience = patience
        stored = position?.marks.isEmpty == true ? nil : position
        let name = Path.lastComponent(of: path)
        watch =
            calls.usesNotices
            ? FollowWatch { $0 == name || SiblingName.reading($0, of: name) != nil } : nil
    }

    /// How far the lines go that were handed out.
    package var position: FollowPosition {
        if let stored { return stored }
        return FollowPosition(marks: parts.compactMap(\.part.mark))
    }

    /// Readable when it is worth reading again; `nil` where only ``pause`` tells.
    package var waitable: Int32? {
        if let pipe = parts.last?.part as? PipePart { return pipe.waitable }
        return watch?.number
    }

    /// After how long it is worth reading again at the latest.
    package var pause: Duration {
        let now = calls.now()
        let due = min(lookAt, deadline)
        return .nanoseconds(Int64(clamping: due > now ? due - now : 0))
    }

    /// Replaces the contents of `block` with the next whole lines, or says why there are none.
    ///
    /// The block holds raw lines: wipe it when it is no longer needed.
    package func read(into block: inout ByteBuffer) -> FollowedPiece {
        block.removeAll()
        if let notice = takeNotice() { return notice }
        let now = calls.now()
        if let changes = watch?.drain(), changes.names {
            mustLook = true
            namesChanged = true
        }
        var hasLooked = false
        // What was copied and cut before anything was read is found by a look only.
        if mustLook || now >= lookAt || hasUnseenPast {
            look(at: now)
            hasLooked = true
        }
        while true {
            if let notice = takeNotice() { return notice }
            deadline = .max
            if let piece = readParts(into: &block, at: now) { return piece }
            if let notice = takeNotice() { return notice }
            // Once more: notices may be late, and where there are none this is the only look.
            if hasLooked { return .nothing }
            let before = parts.last?.part.identity
            look(at: now)
            hasLooked = true
            if notices.isEmpty, parts.last?.part.identity == before { return .nothing }
        }
    }

    private func takeNotice() -> FollowedPiece? {
        notices.isEmpty ? nil : .notice(notices.removeFirst())
    }

    private func look(at now: UInt64) {
        mustLook = false
        for _ in 0..<Self.mostLooks {
            mustLookAgain = false
            lookAtName(at: now)
            if !mustLookAgain { break }
        }
        mustLook = mustLookAgain
        namesChanged = mustLookAgain
        let isPolledPipe = (parts.last?.part as? PipePart)?.waitable == nil
        let hasNotices = isWatched && !isRemote && !(parts.last?.part is PipePart && isPolledPipe)
        lookAt = now + (hasNotices ? patience.look : patience.poll).nanoseconds
        if retryAt > now { lookAt = min(lookAt, retryAt) }
    }

    /// Names changed while they were looked at: the next read looks once more.
    func lookAgain() {
        mustLookAgain = true
        mustLook = true
    }

    func note(deadline due: UInt64) { deadline = min(deadline, due) }

    // MARK: Reading

    /// Reads from the oldest file that has lines; `nil` when there are none.
    private func readParts(into block: inout ByteBuffer, at now: UInt64) -> FollowedPiece? {
        var index = 0
        while index < parts.count {
            let part = parts[index].part
            let reading = part.read(into: &block)
            countZeros(of: part)
            switch reading {
            case .lines:
                parts[index].quietSince = nil
                readingTrouble = nil
                return .lines
            case .overlong:
                parts[index].quietSince = nil
                counts.overlong += 1
                return .overlong
            case .truncated:
                recover(at: index)
            case .failed(let failure):
                if part.isComplete || failure.code == ESTALE {
                    lose(index, reason: failure.text)
                } else {
                    sayUnread(failure, at: now)
                    index += 1
                }
            case .damaged:
                lose(index, reason: "it is damaged")
            case .end(let hasIncomplete):
                switch pass(index, hasIncomplete: hasIncomplete, into: &block, at: now) {
                case .handedOut(let piece): return piece
                case .waits: return nil
                case .stays: index += 1
                case .leaves: close(index)
                }
            }
        }
        return nil
    }
}
