import Testing

@testable import Transport

@Suite struct `The timer wheel` {
    private final class Target: TimerTarget {
        let name: Int
        init(_ name: Int) { self.name = name }
        func deadlinePassed() {}
    }

    private static let second: UInt64 = 1_000_000_000

    private func due(_ wheel: inout TimerWheel, at now: UInt64) -> [Int] {
        var due: [any TimerTarget] = []
        wheel.advance(to: now, &due)
        return due.compactMap { ($0 as? Target)?.name }.sorted()
    }

    @Test func `fires each deadline once, not early, and at most a tick late`() {
        var wheel = TimerWheel(now: 0)
        for name in 1...5 {
            let handle = wheel.add(Target(name))
            wheel.set(handle, to: UInt64(name) * Self.second + 1)
        }
        #expect(due(&wheel, at: Self.second) == [])
        #expect(due(&wheel, at: Self.second + TimerWheel.tick + 1) == [1])
        #expect(due(&wheel, at: 3 * Self.second + TimerWheel.tick + 1) == [2, 3])
        #expect(due(&wheel, at: 100 * Self.second) == [4, 5])
        #expect(wheel.linked == 0)
    }

    @Test func `follows a deadline that moves later, earlier, and away`() {
        var wheel = TimerWheel(now: 0)
        let later = wheel.add(Target(1))
        wheel.set(later, to: Self.second)
        wheel.set(later, to: 5 * Self.second)
        let earlier = wheel.add(Target(2))
        wheel.set(earlier, to: 60 * Self.second)
        wheel.set(earlier, to: 2 * Self.second)
        let never = wheel.add(Target(3))
        wheel.set(never, to: Self.second)
        wheel.set(never, to: .max)
        #expect(due(&wheel, at: 3 * Self.second) == [2])
        #expect(due(&wheel, at: 6 * Self.second) == [1])
        #expect(wheel.linked == 0)
    }

    @Test func `keeps deadlines beyond one turn`() {
        var wheel = TimerWheel(now: 0)
        let handle = wheel.add(Target(1))
        wheel.set(handle, to: 500 * Self.second)
        for second in 1...499 { #expect(due(&wheel, at: UInt64(second) * Self.second) == []) }
        #expect(due(&wheel, at: 501 * Self.second) == [1])
    }

    @Test func `forgets what was removed and uses its place again`() {
        var wheel = TimerWheel(now: 0)
        let first = wheel.add(Target(1))
        wheel.set(first, to: Self.second)
        wheel.remove(first)
        let second = wheel.add(Target(2))
        #expect(wheel.linked == 0)
        wheel.set(second, to: Self.second)
        #expect(due(&wheel, at: 2 * Self.second) == [2])
    }

    /// Against a plain list of deadlines, with a fixed sequence of pseudo-random steps.
    @Test func `agrees with a plain list`() {
        var wheel = TimerWheel(now: 0)
        var random: UInt64 = 42
        func next(_ bound: UInt64) -> UInt64 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (random >> 33) % bound
        }
        let handles = (0..<50).map { wheel.add(Target($0)) }
        var expected = [UInt64](repeating: .max, count: 50)
        var now: UInt64 = 0
        for _ in 0..<5000 {
            let name = Int(next(50))
            let deadline = now + (1 + next(1500)) * TimerWheel.tick
            wheel.set(handles[name], to: deadline)
            expected[name] = deadline
            now += next(20) * TimerWheel.tick
            let late = expected.indices.filter { expected[$0] <= now }
            #expect(due(&wheel, at: now) == late)
            for name in late { expected[name] = .max }
        }
    }
}
