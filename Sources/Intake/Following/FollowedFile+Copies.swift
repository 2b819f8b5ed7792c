import Bytes
import Glibc

extension FollowedFile {
    /// What is known of the text of a rotated file that nobody opened.
    private enum Text {
        /// That of an open file, of one that was read, or of one that is older than those.
        case read
        /// That of the present file: a copy, which the file may be cut after.
        case ofPresent
        case unread
        /// Names or contents change under our eyes.
        case changing
    }

    // MARK: Files that came and went between two looks

    /// Opens the rotated files whose text nobody read; false when the next look has to decide.
    ///
    /// There are such files in two cases only: the name leads to another file than before, then they
    /// had it in between; or what the present file held was copied and cut before we saw any of it.
    /// All other new names are copies, archives and files that somebody put there.
    @discardableResult
    func openUnread(isPresent: Bool, except identity: PartIdentity? = nil) -> Bool {
        if isPresent, !(parts.last?.part is PlainPart) { return true }
        recoverWhatIsCut()
        let present = isPresent ? parts.last?.part as? PlainPart : nil
        let birth = parts.last?.part.identity.birth ?? 0
        // Seen before the folder is listed: copies of anything older are in the list then.
        let wasSeen = present?.content != nil
        let beside = siblings().filter { $0.identity != identity }
        if mustLookAgain { return false }
        let isDone = open(
            beside, bornAfter: birth,
            at: present == nil ? parts.count : parts.count - 1, beside: present)
        // From here on a cut is noticed, because it is known how the file begins.
        if isDone, wasSeen { hasUnseenPast = false }
        return isDone
    }

    /// Opens those of `siblings` that are unread, at the place `index` of the list.
    private func open(
        _ siblings: [Sibling], bornAfter birth: Int, at index: Int, beside present: PlainPart?
    ) -> Bool {
        var place = index
        // After the folder was listed: what a copy in it was made of was seen then, or was cut.
        for entry in parts { (entry.part as? PlainPart)?.peek() }
        let mayBeUnread = present == nil || hasUnseenPast
        for sibling in siblings where isNew(sibling) {
            switch text(of: sibling, bornAfter: birth) {
            case .read: remember(sibling)
            case .ofPresent: continue
            case .changing:
                lookAgain()
                return false
            case .unread where !mayBeUnread:
                // Unless it was cut just now: then it may be what it held since.
                if present?.isCut == true {
                    lookAgain()
                    return false
                }
                remember(sibling)
            case .unread:
                if parts.count >= FollowLimits.mostUnreadFiles {
                    lookAgain()
                    return false
                }
                let isOpened = insertRest(
                    of: sibling, from: 0, at: place, isCopy: present != nil)
                if mustLookAgain { return false }
                if isOpened {
                    counts.recovered += 1
                    if present == nil { counts.rotations += 1 }
                    place += 1
                }
            }
        }
        return true
    }

    private func isNew(_ sibling: Sibling) -> Bool {
        sibling.attributes.size > 0 && !isKnown(sibling) && !isOpen(sibling.identity)
    }

    /// Whose text `sibling` holds: told by the time of birth and by how it begins.
    private func text(of sibling: Sibling, bornAfter birth: Int) -> Text {
        if sibling.attributes.modifiedAt < birth { return .read }
        let own = sibling.reading.isCompressed ? 0 : sibling.identity.birth
        if own != 0, own < birth { return .read }
        guard var first = text(of: sibling, from: 0, count: FollowLimits.headSize) else {
            return isStill(sibling) ? .unread : .changing
        }
        defer { first.wipe() }
        var found = Text.unread
        for (index, entry) in parts.enumerated() {
            guard let plain = entry.part as? PlainPart else { continue }
            if plain.begins(as: first.span, key: key) {
                let isLast = index == parts.count - 1 && !plain.isComplete
                found = isLast ? .ofPresent : .read
                if !isLast { break }
            }
        }
        if case .unread = found,
            contents.contains(where: { $0.head.isBeginning(of: first.span, key: key) })
        {
            found = .read
        }
        // What was compared was perhaps another file, or an archive that is being written.
        return isStill(sibling) && !hasOriginal(sibling) ? found : .changing
    }

    /// Whether what an archive is made of still stands beside it.
    private func hasOriginal(_ sibling: Sibling) -> Bool {
        guard sibling.reading.isCompressed, let dot = sibling.path.lastIndex(of: ".") else {
            return false
        }
        return (try? FileAttributes.of(path: String(sibling.path[..<dot]))) != nil
    }

    /// The bytes of a range of a rotated file's text; `nil` when it cannot be read so far.
    func text(of sibling: Sibling, from start: Int, count: Int) -> ByteBuffer? {
        if sibling.reading.isCompressed {
            return ArchivePart.text(of: sibling.path, from: start, count: count, calls: calls)
        }
        guard let part = try? openPlain(sibling.path), part.identity == sibling.identity else {
            return nil
        }
        return part.bytes(from: start, count: count)
    }

    // MARK: Truncation

    /// Notices a cut at once, not when its turn comes: the copy may be rotated away before.
    func recoverWhatIsCut() {
        guard let index = parts.indices.last, let part = parts[index].part as? PlainPart,
            !part.isComplete, part.isCut
        else { return }
        recover(at: index)
    }

    /// The file at `index` was cut: the rest of what it held is looked for, and it is begun again.
    func recover(at index: Int) {
        guard let part = parts[index].part as? PlainPart, !part.isComplete else {
            lose(index, reason: "it was cut while it was read")
            return
        }
        counts.truncations += 1
        let unread = part.unread
        var place = index
        var beside: [Sibling] = []
        var isRecovered = part.content == nil
        // Names may change under our eyes: the copy is then found under its next name.
        for _ in 0..<Self.mostLooks {
            beside = siblings().filter { !isOpen($0.identity) }
            guard let content = part.content else { break }
            if let copy = beside.last(where: { self.isFound(content, in: $0) }) {
                isRecovered = insertRest(of: copy, from: content.offset, at: place, isCopy: true)
                if isRecovered { place += 1 }
            }
            if isRecovered || beside.allSatisfy(isStill) { break }
        }
        if !isRecovered {
            if unread > 0 { counts.lost += 1 }
            notices.append(.truncated(bytes: unread))
        }
        if let content = part.content { remember(content) }
        part.beginAgain()
        hasUnseenPast = true
        // What it held after that was perhaps copied and cut too.
        _ = open(beside, bornAfter: part.identity.birth, at: place, beside: part)
    }

    // MARK: Opening

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

    // MARK: What is known

    private func isKnown(_ sibling: Sibling) -> Bool {
        known.contains(KnownFile(sibling.identity, modified: sibling.attributes.modifiedAt))
    }

    func know(_ sibling: Sibling) {
        known.insert(KnownFile(sibling.identity, modified: sibling.attributes.modifiedAt))
    }

    func isOpen(_ identity: PartIdentity) -> Bool {
        parts.contains { $0.part.identity == identity }
    }

    /// Whether `sibling` holds all that was read of a file, so that its rest is the file's.
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
