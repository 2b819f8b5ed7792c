import Foundation
import Glibc
import Testing

@testable import Transport

@Suite("Sockets that are open before they are served")
struct SocketShelfTests {
    private static let loopback = SocketAddress.ipv4(0x7F00_0001, port: 0)

    @Test("Sockets that were opened ahead are taken once, then new ones are opened")
    func ahead() throws {
        let shelf = SocketShelf()
        try shelf.open(Self.loopback, .streams, lanes: 2)
        let first = try shelf.take(Self.loopback, .streams, lanes: 2)
        let second = try shelf.take(Self.loopback, .streams, lanes: 2)
        let (one, other) = (first.address, second.address)
        #expect(one.port != other.port)
        #expect(one.port != 0)
    }

    @Test("What was opened ahead and not used is closed, and its file removed")
    func discards() throws {
        let path = "/tmp/matglas-\(UUID().uuidString)"
        let shelf = SocketShelf()
        try shelf.open(.unix(path: path), .streams, lanes: 2)
        #expect(FileManager.default.fileExists(atPath: path))
        shelf.discard()
        #expect(!FileManager.default.fileExists(atPath: path))
        try shelf.open(.unix(path: path), .streams, lanes: 2)
        shelf.discard()
    }

    @Test("A refused address leaves no file and no socket behind")
    func refused() throws {
        let path = "/tmp/matglas-\(UUID().uuidString)"
        let shelf = SocketShelf()
        try shelf.open(.unix(path: path), .streams, lanes: 1)
        let other = SocketShelf()
        #expect(throws: SystemFault.self) {
            try other.open(.unix(path: path), .streams, lanes: 1)
        }
        // The one that listens keeps its file.
        #expect(FileManager.default.fileExists(atPath: path))
        shelf.discard()
    }

    // MARK: Passed sockets

    @Test("One passed socket serves all lanes, is told by its address, and stays")
    func passed() throws {
        let socket = try ListeningSocket.open(Self.loopback)
        let address = try Syscall.localAddress(socket)
        let passed = InheritedSocket(
            number: socket.number, name: "events", address: address, isDatagram: false)
        let shelf = SocketShelf(inherited: [passed])
        for _ in 0..<2 {
            var sockets = try shelf.take(address, .streams, lanes: 3)
            let bound = sockets.address
            #expect(bound == address)
            let path = sockets.path
            #expect(path == nil)
            var numbers: Set<Int32> = []
            for _ in 0..<3 {
                let number = sockets.next()
                numbers.insert(number)
                close(number)
            }
            #expect(numbers.count == 3 && !numbers.contains(socket.number))
        }
        #expect(fcntl(socket.number, F_GETFD) >= 0)
        #expect(shelf.unclaimed(by: [(address, .streams)]).isEmpty)
        #expect(shelf.unclaimed(by: [(address, .datagrams(receiveBuffer: 1))]) == [passed])
        #expect(shelf.unclaimed(by: [(Self.loopback, .streams)]) == [passed])
        _ = consume socket
    }

    @Test(
        "Variables of another process, or none, pass nothing",
        arguments: [
            [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "1", "LISTEN_FDS": "1"],
            ["LISTEN_PID": "x", "LISTEN_FDS": "1"],
        ])
    func others(environment: [String: String]) throws {
        #expect(try InheritedSockets.adopt(environment, process: 77).isEmpty)
    }

    @Test("Counts that are none are refused", arguments: ["", "-1", "x", "257", "99999999999"])
    func counts(written: String) {
        #expect(throws: InheritedSockets.Fault.unreadableCount) {
            try InheritedSockets.adopt(
                ["LISTEN_PID": "77", "LISTEN_FDS": written], process: 77)
        }
    }
}
