import Bytes
import Glibc

extension FollowedFile {
    /// Goes on from a stored position: in the same files, under whatever name they have now.
    ///
    /// A file that was compressed meanwhile is known by its time of change and by a line that ends where
    /// reading stopped. One that was copied and truncated is known by a copy that is younger than the
    /// position and begins otherwise than the file does now.
    func resume(_ position: FollowPosition, path part: PlainPart?, siblings: [Sibling]) {
        var left = siblings
        var isPathUsed = false
        for mark in position.marks {
            if let part, !isPathUsed, part.identity.isFile(of: mark) {
                isPathUsed = true
                resume(part, at: mark, siblings: &left)
            } else if let index = left.firstIndex(where: {
                !$0.reading.isCompressed && $0.identity.isFile(of: mark)
            }) {
                let sibling = left.remove(at: index)
                resume(sibling, at: mark)
            } else if let index = left.firstIndex(where: { isArchive($0, of: mark) }) {
                let sibling = left.remove(at: index)
                _ = insertRest(
                    of: sibling, from: mark.offset, at: parts.count, isCopy: true)
            } else {
                counts.lost += 1
                notices.append(.positionGone)
            }
        }
        if let newest = position.marks.last, !isPathUsed { adopt(left, after: newest) }
        for sibling in siblings where !isOpen(sibling.identity) { remember(sibling) }
        if let part, !isPathUsed { insert(part) }
    }

    /// Goes on in the file that still has the name.
    private func resume(
        _ part: PlainPart, at mark: FollowPosition.Mark, siblings: inout [Sibling]
    ) {
        let isShorter = (part.attributes?.size ?? 0) < mark.offset
        let copy = siblings.lastIndex { isYoungerCopy($0, of: mark, than: part) }
        guard isShorter || copy != nil || !part.endsLine(before: mark.offset) && mark.birth == 0
        else {
            try? part.resume(at: mark.offset)
            insert(part)
            return
        }
        counts.truncations += 1
        if let copy {
            let sibling = siblings.remove(at: copy)
            _ = insertRest(
                of: sibling, from: mark.offset, at: parts.count, isCopy: true)
        } else {
            notices.append(.truncated(bytes: 0))
        }
        part.beginAgain()
        insert(part)
    }

    private func resume(_ sibling: Sibling, at mark: FollowPosition.Mark) {
        know(sibling)
        do throws(CallFailure) {
            let part = try openPlain(sibling.path)
            if (part.attributes?.size ?? 0) >= mark.offset { try part.resume(at: mark.offset) }
            insert(part)
        } catch {
            counts.lost += 1
            notices.append(
                .lost(file: Path.lastComponent(of: sibling.path), reason: error.text))
        }
    }

    /// Whether an archive may be what became of the file of `mark`.
    private func isArchive(_ sibling: Sibling, of mark: FollowPosition.Mark) -> Bool {
        guard sibling.reading.isCompressed, sibling.attributes.modifiedAt >= mark.modified else {
            return false
        }
        return endsLine(sibling, before: mark.offset)
    }

    /// Whether a copy was made after the position was stored, and `part` was cut after that.
    private func isYoungerCopy(
        _ sibling: Sibling, of mark: FollowPosition.Mark, than part: PlainPart
    ) -> Bool {
        let age =
            sibling.identity.birth != 0 ? sibling.identity.birth : sibling.attributes.modifiedAt
        guard age > mark.modified, endsLine(sibling, before: mark.offset) else { return false }
        var mine = part.bytes(from: 0, count: FollowLimits.headSize)
        var theirs = text(of: sibling, from: 0, count: FollowLimits.headSize) ?? ByteBuffer()
        defer {
            mine.wipe()
            theirs.wipe()
        }
        let count = min(mine.count, theirs.count)
        return count == 0
            || !mine.span.extracting(0..<count).equals(theirs.span.extracting(0..<count))
    }

    private func endsLine(_ sibling: Sibling, before place: Int) -> Bool {
        guard place > 0 else { return true }
        guard var byte = text(of: sibling, from: place - 1, count: 1) else { return false }
        defer { byte.wipe() }
        return byte.count == 1 && byte[0] == UInt8(ascii: "\n")
    }

    private func text(of sibling: Sibling, from start: Int, count: Int) -> ByteBuffer? {
        if sibling.reading.isCompressed {
            return ArchivePart.text(of: sibling.path, from: start, count: count, calls: calls)
        }
        return (try? openPlain(sibling.path))?.bytes(from: start, count: count)
    }

    /// Opens what came after the newest file of a position and was rotated away again.
    private func adopt(_ siblings: [Sibling], after mark: FollowPosition.Mark) {
        for sibling in siblings where sibling.attributes.size > 0 {
            let isYounger =
                sibling.reading.isCompressed || mark.birth == 0 || sibling.identity.birth == 0
                ? sibling.attributes.modifiedAt > mark.modified
                : sibling.identity.birth > mark.birth
            guard isYounger, parts.count < FollowLimits.mostUnreadFiles else { continue }
            if insertRest(of: sibling, from: 0, at: parts.count, isCopy: false) {
                counts.recovered += 1
                counts.rotations += 1
            }
        }
    }
}
