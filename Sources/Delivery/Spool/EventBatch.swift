/// The events of one turn of a lane, whose clients wait for the disk.
///
/// All of it is written in one transaction, or nothing of it.
struct EventBatch: Sendable {
    let entries: [SpoolEntry]
    let counts: RollupSnapshot
    /// Clients that wait.
    let events: Int
    /// Called once from the writer's queue, with whether the batch was kept.
    let told: @Sendable (Bool) -> Void
}
