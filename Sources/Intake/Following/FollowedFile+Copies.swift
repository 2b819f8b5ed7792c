import Bytes
import Glibc

extension FollowedFile {
    // MARK: Truncation

    /// The file at `index` was cut: the rest of what it held is looked for, and it is begun again.
    func recover(at index: Int) {
        guard let part = parts[index].part as? PlainPart, !part.isComplete else {
            lose(index, reason: "it was cut while it was read")
            return
        }
        counts.truncations += 1
        let unread = part.unread
        let content = part.content
        var place = index
        var beside: [Sibling] = []
        var isRecovered = false
        // Names may change under our eyes: the copy is then found under its next name.
        for _ in 0..<Self.mostLooks {
            beside = siblings().filter { !isOpen($0.identity) }
            guard let content else { break }
            if let copy = beside.last(where: { self.isFound(content, in: $0) }) {
                isRecovered = insertRest(
                    of: copy, from: content.offset, at: place, isCopy: true)
            }
            if isRecovered || beside.allSatisfy({ isStill($0) }) { break }
        }
        if isRecovered {
            place += 1
        } else {
            if unread > 0 { counts.lost += 1 }
            notices.append(.truncated(bytes: unread))
        }
        if let content { remember(content) }
        part.beginAgain()
        insertUnread(
            beside.filter { !isOpen($0.identity) }, born: part.identity.birth, at: place)
    }

    /// Whether rotation was seen to copy: then the contents decide what is known.
    private var usesCopies: Bool { sawCopy || counts.truncations > 0 }

    /// Notices a cut at once, not when its turn comes: the copy may be rotated away before.
    func recoverWhatIsCut() {
        guard let index = parts.indices.last, let part = parts[index].part as? PlainPart,
            !part.isComplete, part.isCut
        else { return }
        recover(at: index)
    }

    /// The name leads where it did: copies of contents that were cut unread are looked for.
    func lookForCopies() {
        recoverWhatIsCut()
        guard let part = parts.last?.part as? PlainPart else { return }
        if !part.isComplete { part.peek() }
        guard namesChanged || watch == nil || isRemote else { return }
        let unknown = siblings().filter { !isKnown($0) && !isOpen($0.identity) }
        if unknown.isEmpty { return }
        let mayBeUnread = usesCopies || part.offset == 0
        for sibling in unknown where sibling.attributes.size > 0 {
            // A copy that is being made, or that the file is going to be cut after.
            if isBeginning(of: part, sibling) {
                sawCopy = true
                continue
            }
            if !isStill(sibling) {
                lookAgain()
                return
            }
            let isOld = isOlder(sibling, than: part.identity.birth)
            if !mayBeUnread || isOld || isKnownContent(sibling) {
                remember(sibling)
            } else if insertRest(of: sibling, from: 0, at: parts.count - 1, isCopy: true) {
                counts.recovered += 1
            }
        }
    }

    /// Whether `sibling` begins as the file does now, as far as both go.
    private func isBeginning(of part: PlainPart, _ sibling: Sibling) -> Bool {
        guard !sibling.reading.isCompressed, let other = try? openPlain(sibling.path) else {
            return false
        }
        var mine = part.bytes(from: 0, count: FollowLimits.headSize)
        var theirs = other.bytes(from: 0, count: FollowLimits.headSize)
        defer {
            mine.wipe()
            theirs.wipe()
        }
        let count = min(mine.count, theirs.count)
        guard count > 0 else { return false }
        return mine.span.extracting(0..<count).equals(theirs.span.extracting(0..<count))
    }

    // MARK: Files that came and went between two looks

    /// Opens the rotated files that had the name since the last look, in order of birth.
    func adoptUnread(except identity: PartIdentity? = nil) {
        recoverWhatIsCut()
        let last = parts.last?.part
        let beside = siblings().filter { !isOpen($0.identity) && $0.identity != identity }
        insertUnread(beside, born: last?.identity.birth ?? 0, at: parts.count)
    }

    /// Opens those of `siblings` that nobody knows and that are not older than `birth`.
    private func insertUnread(_ siblings: [Sibling], born birth: Int, at index: Int) {
        var place = index
        for sibling in siblings where !isKnown(sibling) {
            if sibling.attributes.size == 0 { continue }
            if parts.count >= FollowLimits.mostUnreadFiles { return }
            let isRead = isOlder(sibling, than: birth) || isKnownContent(sibling)
            if !isStill(sibling) {
                lookAgain()
                return
            }
            if isRead {
                remember(sibling)
            } else if insertRest(of: sibling, from: 0, at: place, isCopy: false) {
                counts.recovered += 1
                counts.rotations += 1
                place += 1
            }
        }
    }

    /// Whether nobody wrote to `sibling` since `birth`, 0 where that is not known.
    private func isOlder(_ sibling: Sibling, than birth: Int) -> Bool {
        if sibling.attributes.modifiedAt < birth { return true }
        let own = sibling.reading.isCompressed ? 0 : sibling.identity.birth
        return own != 0 && own < birth
    }

    /// Opens a rotated file at `offset`; says so when that is not possible.
    func insertRest(of sibling: Sibling, from offset: Int, at index: Int, isCopy: Bool) -> Bool {
        do throws(BatchFailure) {
            insert(try open(sibling, from: offset, isCopy: isCopy), at: index)
            know(sibling)
            return true
        } catch {
            // Renamed since the folder was listed: another look finds it under its new name.
            if !isStill(sibling) {
                lookAgain()
                return false
            }
            know(sibling)
            counts.lost += 1
            notices.append(
                .lost(file: Path.lastComponent(of: sibling.path), reason: "it cannot be read"))
            return false
        }
    }

    private func open(
        _ sibling: Sibling, from offset: Int, isCopy: Bool
    ) throws(BatchFailure) -> any FollowedPart {
        if sibling.reading.isCompressed {
            let part = try ArchivePart(
                path: sibling.path, offset: offset, identity: sibling.identity,
                modifiedAt: sibling.attributes.modifiedAt, calls: calls)
            guard isStill(sibling) else { throw moved(sibling) }
            return part
        }
        do throws(CallFailure) {
            // A copy is complete; a renamed file may still be written to.
            let part = try openPlain(sibling.path, isComplete: isCopy)
            guard part.identity == sibling.identity else {
                throw CallFailure(call: "open", code: ENOENT)
            }
            if offset > 0 { try part.resume(at: offset) }
            return part
        } catch {
            throw BatchFailure(path: sibling.path, problem: .opening(error))
        }
    }

    private func moved(_ sibling: Sibling) -> BatchFailure {
        BatchFailure(path: sibling.path, problem: .opening(CallFailure(call: "open", code: ENOENT)))
    }

    /// Whether the name still leads to the file that the folder was listed with.
    private func isStill(_ sibling: Sibling) -> Bool {
        (try? FileAttributes.of(path: sibling.path)).map(sibling.identity.names) ?? false
    }

    // MARK: Comparing

    /// Whether `sibling` was there before, or is or was read.
    private func isKnown(_ sibling: Sibling) -> Bool {
        known.contains(KnownFile(sibling.identity, modified: sibling.attributes.modifiedAt))
    }

    func know(_ sibling: Sibling) {
        known.insert(KnownFile(sibling.identity, modified: sibling.attributes.modifiedAt))
    }

    func isOpen(_ identity: PartIdentity) -> Bool {
        parts.contains { $0.part.identity == identity }
    }

    /// Whether what `sibling` holds was read already, or was there before.
    ///
    /// Short contents may be the same by chance: where rotation renames, a plain file is told by its
    /// inode alone then.
    private func isKnownContent(_ sibling: Sibling) -> Bool {
        let all = contents + parts.compactMap { $0.part.content }
        let decides = usesCopies || sibling.reading.isCompressed
        return all.contains { content in
            guard decides || content.offset >= FollowLimits.headSize else { return false }
            return isFound(content, in: sibling)
        }
    }

    private func isFound(_ content: ContentPrint, in sibling: Sibling) -> Bool {
        guard sibling.reading.isCompressed else {
            guard let part = try? openPlain(sibling.path), part.identity == sibling.identity
            else { return false }
            return isFound(content, in: part)
        }
        return content.isFound(size: nil, key: key) { start, count in
            ArchivePart.text(of: sibling.path, from: start, count: count, calls: calls)
        }
    }

    func isFound(_ content: ContentPrint, in part: PlainPart) -> Bool {
        content.isFound(size: part.attributes?.size, key: key) { start, count in
            part.bytes(from: start, count: count)
        }
    }

    /// Keeps in mind a rotated file that is not to be read, so that its archive is not read either.
    func remember(_ sibling: Sibling) {
        know(sibling)
        guard !sibling.reading.isCompressed, let part = try? openPlain(sibling.path),
            part.identity == sibling.identity,
            (try? part.resume(at: sibling.attributes.size)) != nil
        else { return }
        remember(part)
    }
}
