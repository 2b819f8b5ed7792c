import Bytes

/// One file of a followed name: the present one, a rotated one, a copy, an archive, or a pipe.
protocol FollowedPart: AnyObject {
    var identity: PartIdentity { get }
    /// What a stored position keeps; `nil` for a pipe.
    var mark: FollowPosition.Mark? { get }
    /// Nobody writes to it any more: its end is its end.
    var isComplete: Bool { get }
    /// Tells copies of this file from others; `nil` where there are none.
    var content: ContentPrint? { get }
    /// Replaces the contents of `block` with the next whole lines.
    func read(into block: inout ByteBuffer) -> PartReading
    /// Replaces the contents of `block` with a last line that has no end, and gives it one.
    ///
    /// It is passed over where it is too long; an end says that there is none.
    func takeIncomplete(into block: inout ByteBuffer) -> PartReading
}

/// What became of one read.
enum PartReading: Equatable {
    case lines
    case overlong
    /// Everything that is complete was read; an incomplete line may be left.
    case end(hasIncomplete: Bool)
    /// The file is not what it was at the place of reading.
    case truncated
    case failed(CallFailure)
    /// An archive that is none, or not whole.
    case damaged
}

/// What a file is known by, whatever its name becomes.
struct PartIdentity: Hashable {
    var device: UInt64
    var inode: UInt64
    /// 0 where the file system does not say.
    var birth: Int

    init(_ attributes: FileAttributes, birth: Int) {
        device = attributes.identity.device
        inode = attributes.identity.inode
        self.birth = birth
    }

    init(_ mark: FollowPosition.Mark) {
        device = mark.device
        inode = mark.inode
        birth = mark.birth
    }

    /// Whether a name leads to this file; certain only while it is open.
    func names(_ attributes: FileAttributes) -> Bool {
        attributes.identity.inode == inode && attributes.identity.device == device
    }

    /// Whether this is the file of a stored position.
    ///
    /// A device may get another number when the machine starts again; the birth stays.
    func isFile(of mark: FollowPosition.Mark) -> Bool {
        guard inode == mark.inode else { return false }
        return birth != 0 && mark.birth != 0 ? birth == mark.birth : device == mark.device
    }
}

/// A rotated file that need not be read.
///
/// Where the birth is unknown, an inode that is used again is told by the time of change.
struct KnownFile: Hashable {
    private let identity: PartIdentity
    private let modified: Int

    init(_ identity: PartIdentity, modified: Int) {
        self.identity = identity
        self.modified = identity.birth == 0 ? modified : 0
    }
}
