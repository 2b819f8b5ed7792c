import Glibc
import Synchronization

/// Sockets that are open before a lane serves them.
///
/// Some are passed by a service manager, and stay open as long as the program: a reload may need
/// them again. Others were opened ahead, because the right to open them is about to go, or because
/// all addresses of a reload must be there before the first is used.
package final class SocketShelf: Sendable {
    /// What comes in at a socket.
    package enum Kind: Hashable, Sendable {
        case streams
        case datagrams(receiveBuffer: Int32)

        var isDatagram: Bool { self != .streams }
    }

    private struct Opened {
        let wanted: SocketAddress
        let isDatagram: Bool
        let address: SocketAddress
        let path: String?
        let numbers: [Int32]
    }

    package let inherited: [InheritedSocket]
    private let opened = Mutex<[Opened]>([])

    package init(inherited: [InheritedSocket] = []) { self.inherited = inherited }

    deinit { discard() }

    /// Opens sockets for `lanes` lanes at `address` ahead; ``take(_:_:lanes:)`` gives them.
    ///
    /// The file of a Unix socket is given to `account`, which is going to remove it.
    package func open(
        _ address: SocketAddress, _ kind: Kind, lanes: Int, for account: SystemAccount? = nil
    ) throws(SystemFault) {
        var sockets = try make(address, kind, lanes)
        if let account, let path = sockets.path { try account.own(path) }
        let entry = Opened(
            wanted: address, isDatagram: kind.isDatagram, address: sockets.address,
            path: sockets.path, numbers: sockets.release())
        opened.withLock { $0.append(entry) }
    }

    /// Sockets at `address`: those that were opened ahead, those that were passed, or new ones.
    func take(
        _ address: SocketAddress, _ kind: Kind, lanes: Int
    ) throws(SystemFault) -> LaneSockets {
        let ready = opened.withLock { opened -> Opened? in
            let index = opened.firstIndex {
                $0.wanted == address && $0.isDatagram == kind.isDatagram
                    && $0.numbers.count == lanes
            }
            return index.map { opened.remove(at: $0) }
        }
        if let ready {
            return LaneSockets(ready.numbers, at: ready.address, path: ready.path)
        }
        return try make(address, kind, lanes)
    }

    /// Closes what was opened ahead and is not used after all.
    package func discard() {
        let unused = opened.withLock { opened in
            defer { opened = [] }
            return opened
        }
        for entry in unused {
            _ = LaneSockets(entry.numbers, at: entry.address, path: entry.path)
        }
    }

    /// The passed sockets that none of `places` has.
    package func unclaimed(
        by places: [(address: SocketAddress, kind: Kind)]
    ) -> [InheritedSocket] {
        inherited.filter { socket in
            !places.contains {
                $0.address == socket.address && $0.kind.isDatagram == socket.isDatagram
            }
        }
    }

    private func make(
        _ address: SocketAddress, _ kind: Kind, _ lanes: Int
    ) throws(SystemFault) -> LaneSockets {
        let passed = inherited.first {
            $0.address == address && $0.isDatagram == kind.isDatagram
        }
        if let passed { return try LaneSockets(sharing: passed, lanes) }
        switch kind {
        case .streams:
            return try LaneSockets(address, lanes) { address throws(SystemFault) in
                try ListeningSocket.open(address)
            }
        case .datagrams(let receiveBuffer):
            return try LaneSockets(address, lanes) { address throws(SystemFault) in
                try DatagramSocket.open(address, receiveBuffer: receiveBuffer)
            }
        }
    }
}
