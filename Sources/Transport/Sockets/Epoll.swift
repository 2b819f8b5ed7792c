import CLinux
import Glibc

/// What the kernel says about a descriptor (epoll_ctl(2)).
struct Readiness: OptionSet {
    let rawValue: UInt32

    static let input = Readiness(rawValue: EPOLLIN.rawValue)
    static let output = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer will send no more.
    static let peerClosed = Readiness(rawValue: EPOLLRDHUP.rawValue)
    static let hangUp = Readiness(rawValue: EPOLLHUP.rawValue)
    static let error = Readiness(rawValue: EPOLLERR.rawValue)
    /// Told once per change, not for as long as the state lasts.
    static let edgeTriggered = Readiness(rawValue: EPOLLET.rawValue)
    /// Of several epoll instances on one socket, only some are woken.
    static let exclusive = Readiness(rawValue: EPOLLEXCLUSIVE.rawValue)

    /// How a connection is registered, once for its whole life.
    static let connection: Readiness = [.input, .output, .peerClosed, .edgeTriggered]
}

/// A descriptor with the generation of its slot, packed into the user data of epoll.
///
/// The kernel may deliver an event for a descriptor that was closed, and reopened as something
/// else, earlier in the same batch. The generation tells the two apart.
struct SlotKey: Equatable {
    let number: Int32
    let generation: UInt32

    init(number: Int32, generation: UInt32) {
        self.number = number
        self.generation = generation
    }

    init(packed: UInt64) {
        number = Int32(truncatingIfNeeded: packed)
        generation = UInt32(truncatingIfNeeded: packed >> 32)
    }

    var packed: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: number)) }
}

/// An epoll instance and the array its events are delivered into.
///
/// Sendable because nothing but its descriptor number is read outside the lane: the array is
/// touched by ``poll(wait:)`` and ``event(_:)`` alone, which only the lane's reactor calls.
@safe
final class Epoll {
    /// Events taken per call.
    ///
    /// A larger batch lowers calls per event; a smaller one lowers the time until the clock is read
    /// again.
    static let batch = 256

    private let descriptor: Descriptor
    // SAFETY: `batch` initialised events, freed in `deinit`; never leaves this class.
    private let events: UnsafeMutablePointer<epoll_event>

    init() throws(SystemFault) {
        descriptor = try Descriptor(
            owning: Syscall.call("epoll_create1") { CLinux.epoll_create1(Int32(EPOLL_CLOEXEC)) })
        unsafe events = .allocate(capacity: Self.batch)
        unsafe events.initialize(repeating: epoll_event(), count: Self.batch)
    }

    deinit { unsafe events.deallocate() }

    var number: Int32 { descriptor.number }

    func add(_ key: SlotKey, _ interest: Readiness) throws(SystemFault) {
        let epoll = descriptor.number
        var event = unsafe epoll_event()
        unsafe event.events = interest.rawValue
        unsafe event.data.u64 = key.packed
        _ = try Syscall.call("epoll_ctl") {
            unsafe CLinux.epoll_ctl(epoll, EPOLL_CTL_ADD, key.number, &event)
        }
    }

    /// Takes a descriptor out; closing it does the same, so only pauses need this.
    func remove(_ number: Int32) {
        var event = unsafe epoll_event()
        _ = unsafe CLinux.epoll_ctl(descriptor.number, EPOLL_CTL_DEL, number, &event)
    }

    /// Takes what is ready, or becomes ready within `milliseconds`; gives the number of events.
    func poll(wait milliseconds: Int32) -> Int {
        let epoll = descriptor.number
        let result = Syscall.retrying("epoll_wait") {
            unsafe CLinux.epoll_wait(epoll, events, Int32(Self.batch), milliseconds)
        }
        // Only misuse can fail here; an empty batch is the honest answer.
        guard case .success(let count) = result else { return 0 }
        return Int(count)
    }

    /// The event at `index` of the last batch.
    func event(_ index: Int) -> (key: SlotKey, readiness: Readiness) {
        precondition(index >= 0 && index < Self.batch)
        let event = unsafe events[index]
        return unsafe (SlotKey(packed: event.data.u64), Readiness(rawValue: event.events))
    }
}
