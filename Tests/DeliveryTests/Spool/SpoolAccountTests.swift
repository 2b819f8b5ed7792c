import Synchronization
import Testing

@testable import Delivery

@Suite struct SpoolAccountTests {
    /// Where the stack of its caller ends.
    @inline(never)
    private static func stackAddress() -> Int {
        var here = 0
        return unsafe withUnsafePointer(to: &here) { Int(bitPattern: $0) }
    }

    @Test("Telling of new requests takes no more stack the thousandth time than the first")
    func tellsFlatly() throws {
        let account = SpoolAccount(Source(site: "shop", destination: "analytics"), maximumBytes: 1)
        let addresses = Mutex<[Int]>([])
        account.whenArrived {
            let address = Self.stackAddress()
            addresses.withLock { $0.append(address) }
        }
        for _ in 0..<1_000 { account.tellArrival() }
        let seen = addresses.withLock { $0 }
        #expect(seen.count == 1_000)
        #expect(seen.first == seen.last)
    }
}
