import Dispatch

/// Runs the jobs of one ``Lane`` on one serial queue: the queue is the event loop.
///
/// `DispatchSerialQueue`, which would be this executor, is not available on Linux.
final class LaneExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label, qos: .userInitiated) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in
            // SAFETY: a job is enqueued once, and run once, here.
            unsafe job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        // SAFETY: a lane owns its executor and outlives every reference to it.
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    /// Traps when the caller does not run on this lane's queue.
    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
