/// A growable run of bytes with one owner: what records are read into and written from.
///
/// Invariants:
/// 1. `start <= end <= capacity`; the readable bytes are `start ..< end`.
/// 2. `base` points at `capacity` bytes owned by this value alone, or is `nil` when `capacity` is 0.
/// 3. Bytes outside `start ..< end` have no meaning and may be overwritten.
///
/// A buffer is not copyable: who holds it holds the bytes, and ``wipe()`` removes the last copy.
@safe
@usableFromInline package struct ByteBuffer: ~Copyable {
    // SAFETY: the pointer leaves this type only inside a borrow of `self`, so invariant 2 holds.
    @usableFromInline var base: UnsafeMutablePointer<UInt8>?
    @usableFromInline package internal(set) var capacity: Int
    @usableFromInline var start = 0
    @usableFromInline var end = 0

    /// Creates an empty buffer; nothing is allocated while `capacity` is 0.
    package init(capacity: Int = 0) {
        precondition(capacity >= 0)
        self.capacity = capacity
        unsafe base = capacity == 0 ? nil : .allocate(capacity: capacity)
    }

    deinit { unsafe base?.deallocate() }

    /// The number of readable bytes.
    @inlinable package var count: Int {
        @inline(__always) get { end &- start }
    }

    @inlinable package var isEmpty: Bool { start == end }

    /// The readable bytes, valid while the buffer is not changed.
    @inlinable package var span: Span<UInt8> {
        @_lifetime(borrow self)
        @inline(__always)
        get {
            let first = unsafe base.map { unsafe UnsafePointer($0 + start) }
            // SAFETY: invariants 1 and 2; the result borrows `self`.
            let bytes = unsafe UnsafeBufferPointer(start: first, count: count)
            return unsafe _overrideLifetime(Span(_unsafeElements: bytes), borrowing: self)
        }
    }

    /// The byte at `offset` from the first readable one.
    @inlinable package subscript(offset: Int) -> UInt8 {
        get {
            precondition(offset >= 0 && offset < count)
            return unsafe base.unsafelyUnwrapped[start &+ offset]
        }
        set {
            precondition(offset >= 0 && offset < count)
            unsafe base.unsafelyUnwrapped[start &+ offset] = newValue
        }
    }

    // MARK: Writing

    /// Makes room for `additional` bytes after the readable ones, moving or growing if needed.
    @inlinable package mutating func reserve(_ additional: Int) {
        if capacity &- end < additional { makeRoom(additional) }
    }

    @inlinable @inline(__always) package mutating func append(_ byte: UInt8) {
        if end == capacity { makeRoom(1) }
        unsafe base.unsafelyUnwrapped[end] = byte
        end &+= 1
    }

    @inlinable package mutating func append(_ bytes: Span<UInt8>) {
        let added = bytes.count
        guard added > 0 else { return }
        if capacity &- end < added { makeRoom(added) }
        let target = unsafe UnsafeMutableRawPointer(base.unsafelyUnwrapped + end)
        // SAFETY: room was made above; a span cannot point into this buffer while it is borrowed mutably.
        unsafe bytes.withUnsafeBytes {
            let source = unsafe $0.baseAddress.unsafelyUnwrapped
            // Most runs are names and short values: two words that overlap cost less than a call.
            if added > 16 {
                unsafe target.copyMemory(from: source, byteCount: added)
            } else if added >= 8 {
                unsafe Self.copyEnds(of: UInt64.self, source, to: target, added)
            } else if added >= 4 {
                unsafe Self.copyEnds(of: UInt32.self, source, to: target, added)
            } else {
                for index in 0..<added {
                    unsafe target.storeBytes(
                        of: source.load(fromByteOffset: index, as: UInt8.self),
                        toByteOffset: index, as: UInt8.self)
                }
            }
        }
        end &+= added
    }

    /// Copies the first and the last word of `count` bytes, which together are all of them.
    @unsafe @inlinable @inline(__always)
    static func copyEnds<Word: BitwiseCopyable>(
        of word: Word.Type, _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer,
        _ count: Int
    ) {
        let tail = count &- MemoryLayout<Word>.size
        let first = unsafe source.loadUnaligned(as: word)
        let last = unsafe source.loadUnaligned(fromByteOffset: tail, as: word)
        unsafe target.storeBytes(of: first, as: word)
        unsafe target.storeBytes(of: last, toByteOffset: tail, as: word)
    }

    /// Appends `bytes[range]` without making a second span.
    @inlinable @inline(__always)
    package mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        append(bytes.extracting(range))
    }

    @inlinable package mutating func append(_ literal: StaticString) {
        let bytes = unsafe UnsafeBufferPointer(
            start: literal.utf8Start, count: literal.utf8CodeUnitCount)
        append(unsafe Span(_unsafeElements: bytes))
    }

    package mutating func append(_ array: [UInt8]) { append(array.span) }

    // A literal must mean the `StaticString`, which costs one copy.
    @_disfavoredOverload package mutating func append(_ string: String) {
        for byte in string.utf8 { append(byte) }
    }

    /// Appends the decimal form of `number`.
    @inlinable package mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var digits: [20 of UInt8] = .init(repeating: 0)
        var first = 20
        repeat {
            first &-= 1
            digits[first] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        for index in first..<20 { append(digits[index]) }
    }

    /// Lets `fill` write at most `room` bytes after the readable ones and say how many it wrote.
    ///
    /// This is how system calls and decompressors write into a buffer.
    @unsafe @inlinable package mutating func appendUnsafely<Failure: Error>(
        room: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        reserve(room)
        let target = unsafe UnsafeMutableRawBufferPointer(
            start: base.unsafelyUnwrapped + end, count: room)
        let written = try unsafe fill(target)
        precondition(written >= 0 && written <= room)
        end &+= written
        return written
    }

    // MARK: Taking away

    /// Forgets the first `count` readable bytes.
    @inlinable package mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= self.count)
        start &+= count
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Forgets everything after the first `count` readable bytes.
    @inlinable package mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count)
        end = start &+ count
    }

    /// Forgets the readable bytes and keeps the storage.
    @inlinable package mutating func removeAll() {
        start = 0
        end = 0
    }

    /// Overwrites the whole storage with zeros and forgets the readable bytes.
    ///
    /// Raw buffers are wiped when a connection or a batch gives them back.
    package mutating func wipe() {
        unsafe base?.update(repeating: 0, count: capacity)
        removeAll()
    }

    // MARK: Storage

    @usableFromInline mutating func makeRoom(_ additional: Int) {
        if start > 0, capacity - count >= additional, start >= capacity / 2 {
            unsafe base.unsafelyUnwrapped.update(from: base.unsafelyUnwrapped + start, count: count)
        } else {
            let larger = max(capacity * 2, count + additional, Self.smallestAllocation)
            let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
            if let base = unsafe base {
                unsafe fresh.update(from: base + start, count: count)
                // The old storage may hold a raw record: it must not live on in freed memory.
                unsafe base.update(repeating: 0, count: capacity)
                unsafe base.deallocate()
            }
            unsafe base = fresh
            capacity = larger
        }
        end = count
        start = 0
    }

    private static let smallestAllocation = 64
}
