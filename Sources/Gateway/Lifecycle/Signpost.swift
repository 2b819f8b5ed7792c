/// A point that is reached once, and that others wait for up to a deadline.
final class Signpost: Sendable {
    private let reached: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (reached, continuation) = AsyncStream.makeStream() }

    func reach() { continuation.finish() }

    /// Returns when the point is reached or the time is over.
    func wait(until deadline: ContinuousClock.Instant) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [reached] in for await _ in reached {} }
            group.addTask { try? await Task.sleep(until: deadline, clock: .continuous) }
            await group.next()
            group.cancelAll()
        }
    }
}
