/// An object with a descriptor that lives on a lane.
///
/// Every call comes from the lane's queue.
protocol LaneMember: AnyObject {
    /// The descriptor became readable or writable, or broke.
    func ready(_ readiness: Readiness)

    /// The turn that was asked for with ``Reactor/continueLater(_:)``.
    func resume()

    /// The lane is draining: end as soon as nothing is under way.
    func drain()

    /// The lane stops, or the grace is over: end now.
    func abort()
}
