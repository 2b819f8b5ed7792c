/// What one destination has in the spool, as its forwarder sees it.
///
/// It lives on the forwarder's lane: every call and every answer happens there. Each destination has
/// one forwarder in the whole program, so nothing is sent by two of them.
package protocol SpoolQueue: AnyObject {
    /// Gives the oldest requests with numbers above `number`, in their order: at most `count` of them
    /// with at most `bytes` together, but always one if there is one.
    ///
    /// `receive` is called once, never before this returns. It gets `nil` when the disk refuses; the
    /// forwarder asks again after a pause.
    func read(
        after number: Int64, count: Int, bytes: Int,
        _ receive: @escaping ([SpooledRequest]?) -> Void)

    /// A request has ended.
    ///
    /// Gone from the disk soon: until then a crash lets it be sent again. What was `rejected`,
    /// `gaveUp` or `expired` is kept as a dead letter, with the status that the upstream answered.
    func end(_ request: SpooledRequest, _ result: ForwardingResult, status: Int?)
}
