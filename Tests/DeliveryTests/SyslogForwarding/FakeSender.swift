import Bytes
import Transport

/// A way to a server that takes, confirms and ends when told.
final class FakeSender: ByteSender {
    /// What each connection was given, in the order of the connections.
    private(set) var given: [[UInt8]] = []
    private var receive: ((SenderEvent) -> Void)?
    /// Bytes that are taken before the next `writable`.
    var room = Int.max
    var confirmed = 0
    /// Whether what is written is confirmed at once.
    var confirmsAtOnce = false
    var opensAtOnce = false
    /// The longest datagram.
    var longest = Int.max
    private(set) var closes = 0
    private(set) var writes = 0

    var isAsked: Bool { receive != nil }
    var text: String { String(decoding: given.last ?? [], as: UTF8.self) }

    func open(_ receive: @escaping (SenderEvent) -> Void) {
        precondition(self.receive == nil)
        self.receive = receive
        if opensAtOnce { opened() }
    }

    func opened() {
        given.append([])
        confirmed = 0
        receive?(.opened)
    }

    func write(_ bytes: Span<UInt8>) -> Int? {
        guard receive != nil, !given.isEmpty else { return 0 }
        if bytes.count > longest { return nil }
        writes += 1
        let count =
            longest == .max ? min(room, bytes.count) : (room >= bytes.count ? bytes.count : 0)
        room -= count
        given[given.count - 1] += bytes.extracting(..<count).array
        if confirmsAtOnce { confirmed += count }
        return count
    }

    func confirmAll() { confirmed = given.last?.count ?? 0 }

    func makeRoom(_ bytes: Int = .max) {
        room = bytes
        receive?(.writable)
    }

    func end(_ fault: UpstreamFault = .connectionBroken) {
        let receive = receive
        self.receive = nil
        receive?(.ended(fault))
    }

    func close() {
        closes += 1
        receive = nil
    }
}
