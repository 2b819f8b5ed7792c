import Testing

@testable import Intake

@Suite struct ProgressTests {
    @Test(
        arguments: [
            (0, 100, 0, "[                        ] 0%  0 B of 100 B  0 B/s  0:00 left"),
            (50, 100, 1, "[============            ] 50%  50 B of 100 B  50 B/s  0:01 left"),
            (
                1_500_000_000, 3_000_000_000, 10,
                "[============            ] 50%  1.5 GB of 3.0 GB  150 MB/s  0:10 left"
            ),
            (
                9_000, 3_000, 1,
                "[========================] 100%  9.0 kB of 3.0 kB  9.0 kB/s  0:00 left"
            ),
            (2_500, 0, 1, "2.5 kB  2.5 kB/s"),
        ])
    func `the bar shows share, size, speed and time left`(
        done: Int, total: Int, seconds: UInt64, text: String
    ) {
        let shown = Progress.text(
            done: done, total: total, nanoseconds: seconds * 1_000_000_000)
        #expect(shown == text)
    }
}
