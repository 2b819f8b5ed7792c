import Dispatch
import Glibc
import Synchronization

/// Every input into a file of its own: `--output-directory` and `--in-place`.
extension Batch {
    func runSeparately(_ plan: BatchPlan) throws(BatchFailure) {
        if case .directory(let path) = plan.output {
            try makeDirectory(path, for: path, parents: false)
        }
        var swept: Set<[UInt8]> = []
        for case let target? in plan.inputs.map(\.target) {
            let directory = Path.directory(of: target)
            if swept.insert(Path.key(directory)).inserted { Leftovers.remove(from: directory) }
        }
        try withBenches(plan.jobs) { benches throws(BatchFailure) in
            let indices = plan.inputs.indices.filter { !plan.inputs[$0].isDone }
            // Large files one after another with all workers, then the others side by side.
            let large = indices.filter { plan.inputs[$0].size >= BatchLimits.largeFile }
            for index in large { runOne(plan.inputs[index], at: index, on: benches[...]) }
            let rest = indices.filter { plan.inputs[$0].size < BatchLimits.largeFile }
            if rest.count == 1, let index = rest.first {
                runOne(plan.inputs[index], at: index, on: benches[...])
            } else {
                runSideBySide(rest, of: plan, on: benches)
            }
        }
    }

    private func runSideBySide(_ indices: [Int], of plan: BatchPlan, on benches: [Workbench]) {
        let next = Atomic<Int>(0)
        let group = DispatchGroup()
        @Sendable func takeFiles(on bench: Int) {
            while true {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < indices.count else { return }
                let index = indices[place]
                runOne(plan.inputs[index], at: index, on: benches[bench...bench])
            }
        }
        for bench in benches.indices.prefix(indices.count).dropFirst() {
            let queue = DispatchQueue(label: "matglas.logs.file.\(bench)")
            queue.async(group: group) { takeFiles(on: bench) }
        }
        takeFiles(on: 0)
        group.wait()
    }

    private func runOne(_ input: BatchPlan.Input, at index: Int, on benches: ArraySlice<Workbench>)
    {
        do throws(BatchFailure) {
            note(try rewrite(input, on: benches), at: index)
        } catch {
            note(error, at: index)
        }
    }

    private func rewrite(
        _ input: BatchPlan.Input, on benches: ArraySlice<Workbench>
    ) throws(BatchFailure) -> InputCount {
        var bytes = try open(input)
        let original = bytes.attributes
        let compression = bytes.compression
        let isReplacement = options.output == .inPlace
        let source = bytes.number
        let target = input.target ?? input.location
        let pending: PendingFile
        let number: Int32
        do throws(BatchFailure) {
            if !isReplacement {
                try makeDirectory(Path.directory(of: target), for: target, parents: true)
            }
            (pending, number) = try unfinished.create(for: target)
        } catch {
            bytes.wipe()
            throw error
        }
        do throws(BatchFailure) {
            var output = OutputBytes(
                path: pending.final, descriptor: Descriptor(owning: number),
                calls: surroundings.calls)
            if let compression { output.startCompressing(compression) }
            let shared = SharedOutput(output)
            let run = try makeRun(
                bytes, output: shared, workers: benches.count, packing: compression)
            let count = try run.run(on: benches)
            if let failure = shared.finish() { throw failure }
            var isWhole = true
            if isReplacement {
                isWhole = ExtendedAttributes.copy(from: source, to: shared.number)
            }
            try original.apply(
                to: shared.number, fidelity: isReplacement ? .replacement : .copy,
                path: input.path)
            if isReplacement, !Writers.areAbsent(source) {
                throw BatchFailure(path: input.path, problem: .openForWriting)
            }
            // The run holds the descriptor open.
            defer { withExtendedLifetime(run) { if isReplacement { Writers.release(source) } } }
            let replaced = isReplacement ? original : nil
            try unfinished.complete(pending, descriptor: shared.number, replacing: replaced) {
                () throws(BatchFailure) in
                try noteDone(target, source: original, result: shared.number)
            }
            if isReplacement, original.links > input.names {
                say("\(input.path): has other hard links, they still hold the original lines")
            }
            if !isWhole { say("\(input.path): some extended attributes could not be kept") }
            return count
        } catch {
            unfinished.discard(pending)
            throw error
        }
    }

    private func noteDone(
        _ target: String, source: FileAttributes, result: Int32
    ) throws(BatchFailure) {
        guard let journal = journal.withLock({ $0 }) else { return }
        let attributes: FileAttributes
        do throws(CallFailure) {
            attributes = try FileAttributes.of(descriptor: result)
        } catch {
            throw BatchFailure(path: target, problem: .writing(error))
        }
        try journal.note(target, source: source, result: attributes)
    }

    private func makeDirectory(
        _ path: String, for target: String, parents: Bool
    ) throws(BatchFailure) {
        do throws(CallFailure) {
            try Directory.make(path, parents: parents, calls: surroundings.calls)
        } catch {
            throw BatchFailure(path: target, problem: .creating(error))
        }
    }
}
