import CLinux
import Glibc

/// Notices of the kernel about the folders and files of one name: inotify(7).
///
/// Notices say that it is worth looking, never what is true: what happened is told by stat(2). So
/// a lost or doubled notice costs time at most.
@safe final class FollowWatch {
    /// What the notices since the last time were about.
    struct Changes {
        /// Something came, went or changed its permissions under the name or a rotated name.
        var names = false
        /// An open file was written to or cut.
        var contents = false
    }

    private let descriptor: Descriptor
    private let isOurs: (String) -> Bool
    private var directories: [String: Int32] = [:]
    private let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: FollowWatch.bufferSize, alignment: 8)

    /// Room for some hundred notices; more come with the next call.
    private static let bufferSize = 16 << 10

    /// Asks the kernel, or gives `nil` when it has none left (fs.inotify.max_user_instances).
    init?(isOurs: @escaping (String) -> Bool) {
        let number = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
        guard number >= 0 else { return nil }
        descriptor = Descriptor(owning: number)
        self.isOurs = isOurs
    }

    deinit { unsafe buffer.deallocate() }

    /// Readable when there are notices.
    var number: Int32 { descriptor.number }

    /// Watches what happens to names in exactly these folders; false when one cannot be watched.
    func watch(directories wanted: [String]) -> Bool {
        for (path, mark) in directories where !wanted.contains(path) {
            inotify_rm_watch(descriptor.number, mark)
            directories[path] = nil
        }
        var isComplete = true
        for path in wanted {
            // Added each time: a folder that was replaced under its name gets a new mark.
            let mark = unsafe inotify_add_watch(descriptor.number, path, Self.nameEvents)
            if mark >= 0 { directories[path] = mark } else { isComplete = false }
        }
        return isComplete
    }

    /// Watches the contents of an open file, whatever its name becomes; its mark, or `nil`.
    func watch(file number: Int32) -> Int32? {
        let mark = unsafe inotify_add_watch(
            descriptor.number, "/proc/self/fd/\(number)", Self.contentEvents)
        return mark < 0 ? nil : mark
    }

    func forget(file mark: Int32) { inotify_rm_watch(descriptor.number, mark) }

    /// Takes all notices that are there.
    func drain() -> Changes {
        var changes = Changes()
        while true {
            let count = unsafe read(descriptor.number, buffer.baseAddress, buffer.count)
            guard count > 0 else { return changes }
            var offset = 0
            while offset + Self.headSize <= count {
                offset = note(at: offset, in: &changes)
            }
        }
    }

    /// Reads one `struct inotify_event` and returns the offset of the next.
    private func note(at offset: Int, in changes: inout Changes) -> Int {
        let event = unsafe buffer.load(fromByteOffset: offset, as: inotify_event.self)
        let length = Int(event.len)
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            changes.names = true
            changes.contents = true
        } else if length > 0 {
            // SAFETY: the kernel writes whole notices; the name lies behind its head, ends with zero.
            let name = unsafe buffer.baseAddress.map {
                unsafe String(
                    cString: ($0 + offset + Self.headSize).assumingMemoryBound(to: CChar.self))
            }
            if let name, isOurs(name) { changes.names = true }
        } else if directories.values.contains(event.wd) {
            changes.names = true
        } else {
            changes.contents = true
        }
        return offset + Self.headSize + length
    }

    private static let headSize = 16
    private static let nameEvents = UInt32(
        IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF
            | IN_MOVE_SELF | IN_ONLYDIR)
    private static let contentEvents = UInt32(IN_MODIFY | IN_ATTRIB)

    /// Whether another machine may change files of this folder without our kernel noticing.
    static func isRemote(_ directory: String) -> Bool {
        var status = statfs()
        guard unsafe statfs(directory, &status) == 0 else { return false }
        return remoteTypes.contains(UInt32(truncatingIfNeeded: status.f_type))
    }

    /// NFS, SMB, SMB2, CIFS, FUSE, 9P, Ceph, AFS: the magic numbers of statfs(2).
    private static let remoteTypes: Set<UInt32> = [
        0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x6573_5546, 0x0102_1997, 0x00C3_6400,
        0x5346_414F,
    ]
}
