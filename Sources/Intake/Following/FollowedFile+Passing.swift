import Bytes
import Glibc

extension FollowedFile {
    /// What happens to a file that was read to its end.
    enum Passing {
        case handedOut(FollowedPiece)
        /// Nothing behind it may be read yet.
        case waits
        /// It stays open for late lines; the next one is read.
        case stays
        case leaves
    }

    /// Decides whether the file at `index`, which has no whole line now, still holds up the next.
    func pass(
        _ index: Int, hasIncomplete: Bool, into block: inout ByteBuffer, at now: UInt64
    ) -> Passing {
        let part = parts[index].part
        let isLast = index == parts.count - 1
        if part.isComplete {
            if hasIncomplete, let piece = handOutIncomplete(index, into: &block) {
                return .handedOut(piece)
            }
            return .leaves
        }
        if isLast { return .waits }
        let since = parts[index].supersededAt ?? now
        parts[index].supersededAt = since
        // Several that were rotated at once need not rest one after another.
        let isUnchanged = part.mark?.modified == parts[index].modifiedBefore
        let quietSince = parts[index].quietSince ?? (isUnchanged ? since : now)
        parts[index].quietSince = quietSince
        let isCrowded = index == 0 && parts.count > FollowLimits.mostOpenFiles
        if !parts[index].hasSettled, !isCrowded {
            let end = min(
                quietSince + patience.settling.nanoseconds,
                since + patience.longestSettling.nanoseconds)
            if now < end {
                note(deadline: end)
                return .waits
            }
            parts[index].hasSettled = true
        }
        let lineEnd = quietSince + patience.incompleteLine.nanoseconds
        if hasIncomplete {
            if now >= lineEnd || isCrowded, let piece = handOutIncomplete(index, into: &block) {
                return .handedOut(piece)
            }
            note(deadline: lineEnd)
            return .stays
        }
        let isDeleted = ((part as? PlainPart)?.attributes?.links ?? 1) == 0
        let lingering = isDeleted ? patience.lingeringDeleted : patience.lingering
        let end = quietSince + lingering.nanoseconds
        if isCrowded || now >= end { return .leaves }
        note(deadline: end)
        return .stays
    }

    private func handOutIncomplete(
        _ index: Int, into block: inout ByteBuffer
    ) -> FollowedPiece? {
        switch parts[index].part.takeIncomplete(into: &block) {
        case .lines: return .lines
        case .overlong:
            counts.overlong += 1
            return .overlong
        default: return nil
        }
    }

    // MARK: The list of open files

    /// Adds a file at `index`, the end for `nil`; those before it are superseded by it.
    func insert(_ part: any FollowedPart, at index: Int? = nil) {
        var entry = Entry(part: part)
        if let plain = part as? PlainPart, !plain.isComplete {
            entry.watch = watch?.watch(file: plain.number)
        }
        let place = index ?? parts.count
        let isRotated = place < parts.count
        parts.insert(entry, at: place)
        if !isRotated { hasUnseenPast = true }
        let now = calls.now()
        for older in 0..<(isRotated ? place + 1 : place) where parts[older].supersededAt == nil {
            parts[older].supersededAt = now
            let plain = parts[older].part as? PlainPart
            parts[older].modifiedBefore = plain?.attributes?.modifiedAt ?? 0
        }
    }

    /// Forgets a file that has nothing more to give.
    func close(_ index: Int) {
        let entry = parts.remove(at: index)
        if let mark = entry.watch, !parts.contains(where: { $0.watch == mark }) {
            watch?.forget(file: mark)
        }
        remember(entry.part)
    }

    /// Keeps in mind what was read, so that no copy of it is read again.
    func remember(_ part: any FollowedPart) {
        known.insert(KnownFile(part.identity, modified: part.mark?.modified ?? 0))
        if let content = part.content { remember(content) }
    }

    func remember(_ content: ContentPrint) {
        contents.append(content)
        if contents.count > FollowLimits.mostContents { contents.removeFirst() }
    }

    /// Gives up the file at `index`, says so and counts it.
    func lose(_ index: Int, reason: String) {
        counts.lost += 1
        notices.append(.lost(file: "that was being read", reason: reason))
        close(index)
    }

    func countZeros(of part: any FollowedPart) {
        if let plain = part as? PlainPart { counts.zeros += plain.takePassedZeros() }
    }

    // MARK: Trouble

    /// Says what is wrong with the path, once, and plans the next attempt.
    func say(_ notice: FollowNotice, at now: UInt64) {
        if case .unreadable = notice, now >= retryAt {
            let first = patience.firstRetry.nanoseconds
            retryPause = min(
                max(retryPause * 2, first), patience.longestRetry.nanoseconds)
            retryAt = now + retryPause
        }
        if retryAt > now { note(deadline: retryAt) }
        if trouble == notice { return }
        trouble = notice
        notices.append(notice)
    }

    /// Says once that an open file cannot be read; the next lines take it back.
    func sayUnread(_ failure: CallFailure, at now: UInt64) {
        note(deadline: now + patience.firstRetry.nanoseconds)
        let notice = FollowNotice.unreadable(call: failure.call, code: failure.code)
        if readingTrouble == notice { return }
        readingTrouble = notice
        notices.append(notice)
    }

    /// Takes back what was said of the path: it is there.
    func endTrouble() {
        retryAt = 0
        retryPause = 0
        if trouble != nil { notices.append(.opened) }
        trouble = nil
    }
}
