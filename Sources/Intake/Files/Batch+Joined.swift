import Glibc
import Synchronization

/// All inputs into one output: standard output or `--output`.
extension Batch {
    /// Where the joined lines go, and the file that waits for its name, if there is one.
    private struct Joined {
        let output: SharedOutput
        let pending: PendingFile?
    }

    func runJoined(_ plan: BatchPlan) throws(BatchFailure) {
        var joined: Joined?
        var spoiled: BatchFailure?
        var sources: [FileAttributes] = []
        do throws(BatchFailure) {
            try withBenches(plan.jobs) { benches throws(BatchFailure) in
                // A stream's output is opened before its first line comes, which may take days.
                if plan.hasStream { joined = try openOutput(plan) }
                for (index, input) in plan.inputs.enumerated() {
                    do throws(BatchFailure) {
                        var bytes = try open(input)
                        sources.append(bytes.attributes)
                        let target: Joined
                        do throws(BatchFailure) {
                            target = if let joined { joined } else { try openOutput(plan) }
                        } catch {
                            bytes.wipe()
                            throw error
                        }
                        joined = target
                        let run = try makeRun(bytes, output: target.output, workers: plan.jobs)
                        note(try run.run(on: benches[...]), at: index)
                    } catch {
                        note(error, at: index)
                        // As cat(1): what cannot be opened is left out. All else spoils the whole.
                        if error.concernsOpeningOnly { continue }
                        spoiled = error
                        return
                    }
                }
            }
            if let joined, spoiled == nil { try complete(joined, sources: sources) }
        } catch {
            if let joined { giveUp(joined, because: error) }
            forgetCounts()
            throw error
        }
        guard let spoiled else { return }
        if let joined { giveUp(joined, because: spoiled) }
        forgetCounts()
    }

    private func openOutput(_ plan: BatchPlan) throws(BatchFailure) -> Joined {
        let calls = surroundings.calls
        guard case .file(let path) = plan.output else {
            let descriptor = Descriptor(borrowing: surroundings.standardOutput)
            let output = OutputBytes(
                path: "standard output", descriptor: descriptor, calls: calls)
            return Joined(output: SharedOutput(output), pending: nil)
        }
        if (try? FileAttributes.of(path: path))?.form == .other {
            return Joined(output: SharedOutput(try openDirectly(path)), pending: nil)
        }
        if plan.hasStream {
            let output: OutputBytes
            do throws(CallFailure) {
                output = try OutputBytes.appending(to: path, calls: calls)
            } catch {
                throw BatchFailure(path: path, problem: .creating(error))
            }
            let shared = SharedOutput(output)
            appended.withLock { $0 = shared }
            return Joined(output: shared, pending: nil)
        }
        let resolved = Path.resolved(path) ?? path
        Leftovers.remove(from: Path.directory(of: resolved))
        let (pending, number) = try unfinished.create(for: resolved)
        let output = OutputBytes(
            path: path, descriptor: Descriptor(owning: number), calls: calls)
        return Joined(output: SharedOutput(output), pending: pending)
    }

    private func complete(
        _ joined: Joined, sources: [FileAttributes]
    ) throws(BatchFailure) {
        appended.withLock { $0 = nil }
        guard let pending = joined.pending else { return }
        let number = joined.output.number
        if sources.count == 1, let source = sources.first {
            try source.apply(to: number, fidelity: .copy, path: pending.final)
        } else {
            // Several files in one: who may not read one of them may not read the whole.
            let common = sources.reduce(0o777) { $0 & $1.mode }
            fchmod(number, common)
        }
        try unfinished.complete(pending, descriptor: number)
    }

    private func giveUp(_ joined: Joined, because failure: BatchFailure) {
        appended.withLock { $0 = nil }
        if let pending = joined.pending { unfinished.discard(pending) }
        // A full device must not cost the lines of a live log that are safe already.
        if failure.isInputAtFault { joined.output.rollBack() }
    }
}
