import Foundation
import Glibc
import Testing

@testable import Transport

@Suite("What a service manager says and hears")
struct ServiceManagerTests {
    /// A socket such as that of a service manager.
    private final class Ear {
        let number: Int32
        let place: String

        init(abstract: Bool) throws {
            let name = UUID().uuidString
            place = abstract ? "@matglas-\(name)" : "/tmp/matglas-\(name)"
            number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(place.utf8)
            if abstract { bytes[0] = 0 }
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
                for (index, byte) in bytes.enumerated() { unsafe target[index] = byte }
            }
            let length = socklen_t(2 + bytes.count + (abstract ? 0 : 1))
            let code = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(number, $0, length)
                }
            }
            try #require(code == 0)
        }

        deinit {
            close(number)
            if place.hasPrefix("/") { _ = unsafe unlink(place) }
        }

        /// The next message; `nil` if there is none.
        func heard() -> String? {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = unsafe recv(number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
        }
    }

    @Test("Messages arrive at a path and at an abstract name", arguments: [false, true])
    func tells(abstract: Bool) throws {
        let ear = try Ear(abstract: abstract)
        let manager = try #require(ServiceManager(["NOTIFY_SOCKET": ear.place]))
        manager.tellReady("Taking\nevents")
        #expect(ear.heard() == "READY=1\nSTATUS=Taking events")
        manager.tellStopping("Ending.")
        #expect(ear.heard() == "STOPPING=1\nSTATUS=Ending.")
        manager.tellAlive()
        #expect(ear.heard() == "WATCHDOG=1")
        manager.tell("Well.")
        #expect(ear.heard() == "STATUS=Well.")
        manager.tellReloading()
        let lines = try #require(ear.heard()).split(separator: "\n")
        #expect(lines.first == "RELOADING=1")
        let moment = try #require(lines.first { $0.hasPrefix("MONOTONIC_USEC=") })
        let now = LaneClock.system.monotonic() / 1000
        let told = try #require(UInt64(moment.dropFirst("MONOTONIC_USEC=".count)))
        #expect(told <= now && now - told < 60_000_000)
    }

    @Test("Nobody is told where nobody listens, and the end of the manager harms nobody")
    func silent() throws {
        #expect(ServiceManager([:]) == nil)
        for place in ["", "@", "relative", "vsock:2:3", "/nowhere/at/all"] {
            #expect(ServiceManager(["NOTIFY_SOCKET": place]) == nil, "\(place)")
        }
        #expect(ServiceManager(["NOTIFY_SOCKET": String(repeating: "/x", count: 200)]) == nil)
        var ear: Ear? = try Ear(abstract: false)
        let manager = try #require(ServiceManager(["NOTIFY_SOCKET": ear?.place ?? ""]))
        ear = nil
        manager.tellReady("still here")
    }

    @Test(
        "The watchdog is wanted as the manager says",
        arguments: [
            (["WATCHDOG_USEC": "20000000"], Duration?.some(.seconds(20))),
            (["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "41"], .seconds(20)),
            (["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "42"], nil),
            (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "soon"], nil), ([:], nil),
        ])
    func watchdog(environment: [String: String], span: Duration?) throws {
        let ear = try Ear(abstract: true)
        let given = environment.merging(["NOTIFY_SOCKET": ear.place]) { $1 }
        let manager = try #require(ServiceManager(given, process: 41))
        #expect(manager.watchdog == span)
    }
}
