/// What a test sets up and has to end, whatever happens.
protocol EndedFixture {
    func stop() async
}

extension EndedFixture {
    /// Gives `body` the fixture, and ends it afterwards.
    func run(_ body: (Self) async throws -> Void) async throws {
        do {
            try await body(self)
        } catch {
            await stop()
            throw error
        }
        await stop()
    }
}
