/// Sockets at one address, one for each lane; those that were not taken are closed.
struct LaneSockets: ~Copyable {
    /// What is listened on; it has a port.
    let address: SocketAddress
    private var numbers: [Int32]

    /// Opens `count` sockets where `address` says: all, or none.
    ///
    /// The lanes share one Unix socket.
    init(
        _ address: SocketAddress, _ count: Int,
        open: (SocketAddress) throws(SystemFault) -> Descriptor
    ) throws(SystemFault) {
        let first = try open(address)
        let bound = address.port == nil ? address : try Syscall.localAddress(first)
        var numbers = [first.release()]
        do throws(SystemFault) {
            for _ in 1..<count {
                if case .unix = bound {
                    numbers.append(try Syscall.duplicate(numbers[0]).release())
                } else {
                    numbers.append(try open(bound).release())
                }
            }
        } catch {
            for number in numbers { _ = Descriptor(owning: number) }
            throw error
        }
        self.address = bound
        self.numbers = numbers
    }

    /// The next socket; whoever takes it closes it.
    mutating func next() -> Int32 { numbers.removeFirst() }

    deinit {
        for number in numbers { _ = Descriptor(owning: number) }
    }
}
