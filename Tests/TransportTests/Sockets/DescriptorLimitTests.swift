import Testing

@testable import Transport

@Suite struct DescriptorLimitTests {
    @Test func `The soft limit is raised to the hard one, once and for all`() {
        let raised = DescriptorLimit.raise()
        #expect(raised > 0)
        #expect(DescriptorLimit.raise() == raised)
        #expect(DescriptorLimit.current == raised)
    }

    @Test func `What is available is tried, and given back`() {
        #expect(DescriptorLimit.available(0) == 0)
        for _ in 0..<3 { #expect(DescriptorLimit.available(50) == 50) }
    }

    @Test(arguments: [
        (1, 1_024, 128, 896), (2, 1_024, 128, 448), (4, 1_000_000, 128, 20_000),
        (1, 200, 128, 100), (8, 10, 128, 1), (2, 0, 128, 1), (2, 1_024, 512, 256),
    ])
    func `Clients get what the reserve leaves, and at least one connection`(
        lanes: Int, limit: Int, reserve: Int, share: Int
    ) {
        #expect(DescriptorLimit.share(lanes: lanes, of: limit, reserve: reserve) == share)
    }
}
