import Bytes
import CLinux
import Glibc

/// The buffers of one socket, filled by one `recvmmsg(2)` for up to ``DatagramBatch/width``
/// datagrams, and used again and again.
///
/// Invariants:
/// 1. `headers[i]` points at `vectors[i]` and `names[i]`, and `vectors[i]` at the `length` bytes of
///    buffer `i`, for the life of the batch.
/// 2. Datagrams that were received and not forgotten are `first ..< filled`; all other buffers
///    hold zeros.
@safe
final class DatagramBatch {
    /// Datagrams taken with one call.
    static let width = 64

    private let length: Int
    // SAFETY: allocated in `init`, freed in `deinit`, never handed out beyond a borrow of `self`.
    private let headers: UnsafeMutablePointer<clinux_mmsghdr>
    private let vectors: UnsafeMutablePointer<iovec>
    private let names: UnsafeMutablePointer<sockaddr_storage>
    private let storage: UnsafeMutablePointer<UInt8>
    private var first = 0
    private var filled = 0

    /// Creates buffers of `length` bytes; their pages are taken when a datagram first needs them.
    init(length: Int) {
        precondition(length > 0)
        self.length = length
        let width = Self.width
        unsafe headers = .allocate(capacity: width)
        unsafe vectors = .allocate(capacity: width)
        unsafe names = .allocate(capacity: width)
        unsafe storage = .allocate(capacity: width * length)
        unsafe names.initialize(repeating: sockaddr_storage(), count: width)
        for index in 0..<width {
            unsafe (vectors + index).initialize(
                to: iovec(iov_base: storage + index * length, iov_len: length))
            var header = unsafe clinux_mmsghdr()
            unsafe header.msg_hdr.msg_name = UnsafeMutableRawPointer(names + index)
            unsafe header.msg_hdr.msg_iov = vectors + index
            unsafe header.msg_hdr.msg_iovlen = 1
            unsafe (headers + index).initialize(to: header)
        }
    }

    deinit {
        wipe()
        unsafe headers.deallocate()
        unsafe vectors.deallocate()
        unsafe names.deallocate()
        unsafe storage.deallocate()
    }

    var isEmpty: Bool { first == filled }
    var count: Int { filled - first }

    /// Whether the last call took as many as it could, so that more may wait.
    private(set) var wasFull = false

    /// Takes what waits on the socket; the batch must be empty.
    func receive(_ descriptor: borrowing Descriptor) -> Transfer {
        precondition(isEmpty)
        first = 0
        filled = 0
        for index in 0..<Self.width {
            unsafe headers[index].msg_hdr.msg_namelen = socklen_t(
                MemoryLayout<sockaddr_storage>.size)
        }
        let number = descriptor.number
        let result = Syscall.retrying("recvmmsg") {
            unsafe clinux_recvmmsg(number, headers, UInt32(Self.width), 0, nil)
        }
        switch result {
        case .success(let count):
            filled = Int(count)
            wasFull = filled == Self.width
            return .processed(filled)
        case .failure(let error):
            wasFull = false
            return error.code == EAGAIN ? .wouldBlock : .failed(error.code)
        }
    }

    /// The first datagram that was not forgotten.
    var datagram: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            precondition(!isEmpty)
            // SAFETY: invariant 1; the kernel wrote at most `length` bytes, also when it cut.
            let bytes = unsafe UnsafeBufferPointer(
                start: storage + first * length, count: min(Int(headers[first].msg_len), length))
            return unsafe _overrideLifetime(Span(_unsafeElements: bytes), borrowing: self)
        }
    }

    /// Whether the first datagram was longer than its buffer.
    var isTruncated: Bool {
        precondition(!isEmpty)
        return unsafe headers[first].msg_hdr.msg_flags & Int32(MSG_TRUNC) != 0
    }

    /// Who sent the first datagram.
    var sender: SocketAddress? {
        precondition(!isEmpty)
        return unsafe SocketAddress(native: names[first])
    }

    /// Overwrites the first datagram with zeros and goes to the next.
    func forgetFirst() {
        precondition(!isEmpty)
        let used = unsafe min(Int(headers[first].msg_len), length)
        unsafe (storage + first * length).update(repeating: 0, count: used)
        unsafe names[first] = sockaddr_storage()
        first += 1
    }

    /// Overwrites all that is left.
    func wipe() {
        while !isEmpty { forgetFirst() }
    }
}
