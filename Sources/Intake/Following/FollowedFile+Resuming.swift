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
            } else if let index = archive(of: mark, in: left) {
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

    /// Goes on in the file that still has the name, or in copies of it when it was cut.
    private func resume(
        _ part: PlainPart, at mark: FollowPosition.Mark, siblings: inout [Sibling]
    ) {
        let size = part.attributes?.size ?? 0
        let copy = siblings.firstIndex { isYoungerCopy($0, of: mark, than: part) }
        if copy == nil, size >= mark.offset, part.endsLine(before: mark.offset) {
            try? part.resume(at: mark.offset)
            insert(part)
            return
        }
        counts.truncations += 1
        if let copy {
            let sibling = siblings.remove(at: copy)
            _ = insertRest(of: sibling, from: mark.offset, at: parts.count, isCopy: true)
            // What it held after that was perhaps copied and cut too.
            for later in siblings[copy...]
            where age(of: later) >= mark.modified && !isSameBeginning(later, part) {
                _ = insertRest(of: later, from: 0, at: parts.count, isCopy: true)
            }
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

    /// The archive that the file of `mark` became: it keeps the time of the last change.
    ///
    /// Where that is later than the position, lines were written meanwhile, and the first archive counts
    /// in which a line ends where reading stopped.
    private func archive(of mark: FollowPosition.Mark, in siblings: [Sibling]) -> Int? {
        let isArchive = { (sibling: Sibling) in
            sibling.reading.isCompressed && self.endsLine(sibling, before: mark.offset)
        }
        return siblings.firstIndex { $0.attributes.modifiedAt == mark.modified && isArchive($0) }
            ?? siblings.firstIndex { $0.attributes.modifiedAt > mark.modified && isArchive($0) }
    }

    private func age(of sibling: Sibling) -> Int {
        sibling.identity.birth != 0 ? sibling.identity.birth : sibling.attributes.modifiedAt
    }

    /// Whether a copy was made after the position was stored, and `part` was cut after that.
    private func isYoungerCopy(
        _ sibling: Sibling, of mark: FollowPosition.Mark, than part: PlainPart
    ) -> Bool {
        age(of: sibling) >= mark.modified && endsLine(sibling, before: mark.offset)
            && !isSameBeginning(sibling, part)
    }

    /// Whether a rotated file begins as `part` does, which holds something.
    private func isSameBeginning(_ sibling: Sibling, _ part: PlainPart) -> Bool {
        var mine = part.bytes(from: 0, count: FollowLimits.headSize)
        var theirs = text(of: sibling, from: 0, count: FollowLimits.headSize) ?? ByteBuffer()
        defer {
            mine.wipe()
            theirs.wipe()
        }
        let count = min(mine.count, theirs.count)
        return count > 0
            && mine.span.extracting(0..<count).equals(theirs.span.extracting(0..<count))
    }

    private func endsLine(_ sibling: Sibling, before place: Int) -> Bool {
        guard place > 0 else { return true }
        guard var byte = text(of: sibling, from: place - 1, count: 1) else { return false }
        defer { byte.wipe() }
        return byte.count == 1 && byte[0] == UInt8(ascii: "\n")
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
