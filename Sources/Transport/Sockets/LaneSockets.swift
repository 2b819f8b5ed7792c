/// Sockets at one address, one for each lane; those that were not taken are closed.
///
/// The file of a Unix socket of which no lane took one goes too.
struct LaneSockets: ~Copyable {
    /// What is listened on; it has a port.
    let address: SocketAddress
    /// The file that goes with the sockets; `nil` if there is none, or if it is somebody else's.
    let path: String?
    private var numbers: [Int32]
    private var isTaken = false

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
            if let path = bound.path { try? Syscall.unlink(path) }
            throw error
        }
        self.init(numbers, at: bound, path: bound.path)
    }

    /// One socket for `count` lanes that was passed to us; its file is the service manager's.
    init(sharing socket: InheritedSocket, _ count: Int) throws(SystemFault) {
        var numbers: [Int32] = []
        do throws(SystemFault) {
            for _ in 0..<count {
                numbers.append(try Syscall.duplicate(socket.number).release())
            }
        } catch {
            for number in numbers { _ = Descriptor(owning: number) }
            throw error
        }
        self.init(numbers, at: socket.address, path: nil)
    }

    /// Takes over open sockets.
    init(_ numbers: [Int32], at address: SocketAddress, path: String?) {
        self.numbers = numbers
        self.address = address
        self.path = path
    }

    /// The next socket; whoever takes it closes it.
    mutating func next() -> Int32 {
        isTaken = true
        return numbers.removeFirst()
    }

    /// All sockets; whoever takes them closes them, and removes the file.
    mutating func release() -> [Int32] {
        isTaken = true
        defer { numbers = [] }
        return numbers
    }

    deinit {
        for number in numbers { _ = Descriptor(owning: number) }
        if !isTaken, let path { try? Syscall.unlink(path) }
    }
}
