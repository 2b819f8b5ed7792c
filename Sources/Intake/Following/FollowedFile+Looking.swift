import Bytes
import Glibc

extension FollowedFile {
    /// Compares what the name leads to with what is open, and opens what is new.
    func lookAtName(at now: UInt64) {
        watchFolders()
        let attributes: FileAttributes
        do throws(CallFailure) {
            attributes = try FileAttributes.of(path: path)
        } catch {
            fail(error, at: now)
            return
        }
        if attributes.form == .directory {
            fail(CallFailure(call: "open", code: EISDIR), at: now)
            return
        }
        if isOpen(attributes) {
            endTrouble()
            recoverWhatIsCut()
            if namesChanged || hasUnseenPast || watch == nil || isRemote {
                openUnread(isPresent: true)
            }
            return
        }
        if retryAt > now, !namesChanged { return }
        do throws(CallFailure) {
            let part = try open(attributes.form)
            endTrouble()
            adopt(part)
        } catch {
            fail(error, at: now)
        }
    }

    /// Whether the file with these attributes is one of the open ones, which keeps its inode ours.
    private func isOpen(_ attributes: FileAttributes) -> Bool {
        parts.contains { $0.part.isComplete == false && $0.part.identity.names(attributes) }
    }

    private func fail(_ failure: CallFailure, at now: UInt64) {
        switch failure.code {
        case ENOENT, ENOTDIR, ESTALE:
            if !hasBegun { begin(with: nil) } else { openUnread(isPresent: false) }
            // Between a rotation and the new file there is nothing to say.
            if parts.isEmpty { say(.missing, at: now) }
        default:
            say(.unreadable(call: failure.call, code: failure.code), at: now)
        }
    }

    private func open(_ form: FileAttributes.Form) throws(CallFailure) -> any FollowedPart {
        if form == .regular { return try openPlain(path) }
        var holdsWriter = true
        let descriptor: Descriptor
        do throws(CallFailure) {
            descriptor = try calls.opening(path, flags: O_RDWR | O_NONBLOCK)
        } catch {
            if error.code != EACCES { throw error }
            descriptor = try calls.opening(path, flags: O_RDONLY | O_NONBLOCK)
            holdsWriter = false
        }
        let attributes = try FileAttributes.of(descriptor: descriptor.number)
        return PipePart(
            descriptor, holdsWriter: holdsWriter,
            identity: PartIdentity(attributes, birth: 0), calls: calls)
    }

    /// Opens a plain file; what the descriptor leads to counts, not what the name led to before.
    func openPlain(_ path: String, isComplete: Bool = false) throws(CallFailure) -> PlainPart {
        let descriptor = try calls.opening(path, flags: O_RDONLY | O_NONBLOCK)
        let attributes = try FileAttributes.of(descriptor: descriptor.number)
        guard attributes.form == .regular else { throw CallFailure(call: "open", code: EISDIR) }
        let birth = calls.birth(ofDescriptor: descriptor.number)
        return PlainPart(
            descriptor, attributes: attributes, identity: PartIdentity(attributes, birth: birth),
            isComplete: isComplete, calls: calls, key: key)
    }

    // MARK: Beginning and going on

    private func adopt(_ part: any FollowedPart) {
        if !hasBegun {
            begin(with: part)
            return
        }
        // What was in the folder comes first: this one is opened again when that is found.
        guard openUnread(isPresent: false, except: part.identity) else { return }
        if parts.count >= FollowLimits.mostUnreadFiles {
            lookAgain()
            return
        }
        // The name may have gone on since: a file that was found in the folder is not added again.
        if parts.contains(where: { $0.part.identity == part.identity }) { return }
        if let plain = part as? PlainPart { continueCopy(plain) }
        if !parts.isEmpty { counts.rotations += 1 }
        insert(part)
    }

    /// The first look: goes on from a stored position, or begins where it was asked to.
    private func begin(with part: (any FollowedPart)?) {
        hasBegun = true
        let siblings = self.siblings()
        if let position = stored {
            stored = nil
            resume(position, path: part as? PlainPart, siblings: siblings)
            return
        }
        for sibling in siblings { remember(sibling) }
        guard let part else { return }
        if start == .end, let plain = part as? PlainPart { try? plain.skipToEnd() }
        insert(part)
    }

    /// A file that took the place of a deleted one and holds the same is gone on in, not repeated.
    ///
    /// Editors and `sed -i` do so. Short contents may be the same by chance: those are read.
    private func continueCopy(_ part: PlainPart) {
        guard let last = parts.last?.part as? PlainPart, last.attributes?.links == 0,
            let content = last.content, content.offset >= FollowLimits.surePrefix,
            isFound(content, in: part)
        else { return }
        try? part.resume(at: content.offset)
    }

    // MARK: Folders

    /// The folders that the path's notices come from: its own and those that symbolic links lead to.
    private func watchFolders() {
        let directory = Path.directory(of: path)
        var folders = [directory]
        if let target = Path.resolved(path) {
            let other = Path.directory(of: target)
            if other != Path.resolved(directory) { folders.append(other) }
        }
        isWatched = watch?.watch(directories: folders) ?? false
        if !hasBegun, calls.usesNotices {
            isRemote = FollowWatch.isRemote(directory)
            if watch == nil || isRemote { notices.append(.polling) }
        }
    }

    /// The rotated files of the name, and of the file that it leads to, the oldest first.
    ///
    /// A file that is renamed between the listing and its turn is not seen at all, so two
    /// lists in a row have to be the same; where they are not, the next look has to decide.
    func siblings() -> [Sibling] {
        var last = siblingsNow()
        for _ in 0..<Self.mostLooks {
            let next = siblingsNow()
            if next.elementsEqual(last, by: { $0.path == $1.path && $0.identity == $1.identity }) {
                return next
            }
            last = next
        }
        lookAgain()
        return last
    }

    private func siblingsNow() -> [Sibling] {
        let directory = Path.directory(of: path)
        let name = Path.lastComponent(of: path)
        var found = Sibling.all(of: name, in: directory, calls: calls)
        if let target = Path.resolved(path) {
            let other = Path.directory(of: target)
            let otherName = Path.lastComponent(of: target)
            if otherName != name || other != Path.resolved(directory) {
                found += Sibling.all(of: otherName, in: other, calls: calls)
            }
        }
        // An archive that is still being written stands beside what it is made of.
        let plain = Set(found.lazy.filter { !$0.reading.isCompressed }.map(\.path))
        return found.filter { sibling in
            guard sibling.reading.isCompressed, let dot = sibling.path.lastIndex(of: ".") else {
                return true
            }
            return !plain.contains(String(sibling.path[..<dot]))
        }
    }
}
