import Bytes

/// A kind of compressed file that is read, and written again as the same kind.
///
/// Each has a file of its own with its reader, its writer and one constant; a new one also joins
/// ``all``.
struct CompressionKind: Sendable {
    /// As messages call it.
    let name: String
    /// The first bytes of a member; any of them.
    let magic: [[UInt8]]
    /// What an archive is made of, for messages: members, frames, streams.
    let parts: String
    /// Whether zero bytes may follow a member, as on tapes.
    let allowsPadding: Bool
    /// How much text goes into one member that is written.
    ///
    /// Members are packed side by side, and which lines are in which depends on the text alone.
    /// Smaller ones cost ratio, larger ones memory: each worker pays this once.
    let memberSize: Int
    /// A reader at the beginning of a member, or `nil` when there is no memory for it.
    let makeDecompressor: @Sendable () -> (any Decompressor)?
    /// A writer, or `nil` when there is no memory for it.
    let makeCompressor: @Sendable () -> (any Compressor)?

    static let all: [CompressionKind] = [gzip, zstd, bzip2, xz]
}

extension CompressionKind: Equatable {
    static func == (one: Self, other: Self) -> Bool { one.name == other.name }
}

/// Reads one member after another of a compressed file.
///
/// Used by one thread at a time. What it holds of the text is overwritten when it goes.
protocol Decompressor: AnyObject, Sendable {
    /// False only before a member's first byte and after its last.
    var isInsideMember: Bool { get }

    /// Makes ready for the next member.
    func beginMember()

    /// Moves bytes from `compressed` to the end of `output`, at most `room` of them.
    func step(
        from compressed: inout ByteBuffer, into output: inout ByteBuffer, room: Int
    ) -> DecompressionStep
}

/// What one step of a ``Decompressor`` did.
enum DecompressionStep: Equatable {
    case progressed
    case memberEnded
    case damaged
    /// Whole, but more than is read here: what it needs, in words for a message.
    case refused(String)
}

/// Writes whole members of a compressed file.
///
/// Used by one thread at a time. Only anonymous bytes come here.
protocol Compressor: AnyObject, Sendable {
    /// Appends one member with all of `bytes` to `output`; `false` when there was no memory for it.
    func pack(_ bytes: Span<UInt8>, into output: inout ByteBuffer) -> Bool
}

/// Bounds of what decompressors take, which whoever unpacks pays for each file that is read at once.
enum CompressionLimits {
    /// The largest zstd window, as a power of two: 128 MiB.
    ///
    /// Level 19 and below need 8 MiB (RFC 8878 asks every reader for that much); `zstd --long` makes
    /// 128 MiB, and zstd itself refuses more unless it is told.
    static let zstdWindowLog: Int32 = 27

    /// The most that liblzma may take: `xz -9` needs 65 MiB, the usual `xz -6` 9 MiB.
    static let xzMemory: UInt64 = 96 << 20

    /// How much output one call of a compressor may make.
    static let room = 64 << 10
}
