import Bytes

/// A keyed hash of a file's first bytes: whether another file is a copy of it.
///
/// It lives in memory only, with a random key per followed file; it is never stored.
struct HeadPrint {
    /// Where the first byte stands that is no zero of a hole.
    private(set) var start = 0
    private(set) var count = 0
    private var hash: SipHash

    init(key: FollowKey) { hash = key.hash }

    /// Takes what follows the bytes so far, as far as it still belongs to the beginning.
    mutating func extend(with bytes: Span<UInt8>, at offset: Int) {
        if count == 0 { start = offset }
        let isAdjacent = offset == start + count
        guard isAdjacent, count < FollowLimits.headSize else { return }
        let taken = min(bytes.count, FollowLimits.headSize - count)
        hash.absorb(bytes.extracting(0..<taken))
        count += taken
    }

    /// Whether `bytes`, which stand at ``start`` of another file, begin with the same.
    func matches(_ bytes: Span<UInt8>, key: FollowKey) -> Bool {
        guard count > 0, bytes.count >= count else { return false }
        var other = key.hash
        other.absorb(bytes.extracting(0..<count))
        return other.finish() == hash.finish()
    }

    /// Whether `bytes`, from the very first of another file on, begin with the same.
    func isBeginning(of bytes: Span<UInt8>, key: FollowKey) -> Bool {
        guard bytes.count >= start + count else { return false }
        return matches(bytes.extracting(start..<bytes.count), key: key)
    }
}

/// The key of the hashes of one followed file.
struct FollowKey {
    private let first: UInt64
    private let second: UInt64

    init() {
        var generator = SystemRandomNumberGenerator()
        first = generator.next()
        second = generator.next()
    }

    var hash: SipHash { SipHash(first, second) }
}

/// A keyed hash of the bytes just before the place of reading.
///
/// Where they changed, the file was cut and written anew, or a hole of zeros took their place.
struct TailPrint {
    private(set) var count = 0
    private var hash: UInt64 = 0

    mutating func forget() { count = 0 }

    /// Takes the last bytes of `bytes`, which end where reading goes on.
    mutating func take(from bytes: Span<UInt8>, key: FollowKey) {
        count = min(bytes.count, FollowLimits.tailSize)
        hash = Self.hash(bytes.extracting((bytes.count - count)..<bytes.count), key)
    }

    /// Whether the first bytes of `bytes` are still the same.
    func matches(_ bytes: Span<UInt8>, key: FollowKey) -> Bool {
        guard bytes.count >= count else { return false }
        return count == 0 || Self.hash(bytes.extracting(0..<count), key) == hash
    }

    private static func hash(_ bytes: Span<UInt8>, _ key: FollowKey) -> UInt64 {
        var hash = key.hash
        hash.absorb(bytes)
        return hash.finish()
    }
}

/// What was read of a file, as far as it takes to find a copy of it.
struct ContentPrint {
    let head: HeadPrint
    let tail: TailPrint
    /// How far it was read.
    let offset: Int

    /// Whether the file that `bytes` reads from begins with all that was read.
    func isFound(
        size: Int?, key: FollowKey, bytes: (_ start: Int, _ count: Int) -> ByteBuffer?
    ) -> Bool {
        if let size, size < offset { return false }
        guard var first = bytes(head.start, head.count) else { return false }
        defer { first.wipe() }
        guard head.matches(first.span, key: key) else { return false }
        guard var last = bytes(offset - tail.count, tail.count) else { return false }
        defer { last.wipe() }
        return tail.matches(last.span, key: key)
    }
}
