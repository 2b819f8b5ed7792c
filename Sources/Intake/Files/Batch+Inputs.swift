import Bytes
import Glibc

extension Batch {
    /// Opens a planned input.
    func open(_ input: BatchPlan.Input) throws(BatchFailure) -> InputBytes {
        if let failure = input.failure { throw failure }
        let calls = surroundings.calls
        guard input.isStandardInput else {
            let descriptor: Descriptor
            do throws(CallFailure) {
                descriptor = try Descriptor.opening(input.location, flags: O_RDONLY)
            } catch {
                throw BatchFailure(path: input.path, problem: .opening(error))
            }
            return try InputBytes.beginning(input.path, descriptor: descriptor, calls: calls)
        }
        let descriptor = Descriptor(borrowing: surroundings.standardInput)
        return try InputBytes.beginning(input.path, descriptor: descriptor, calls: calls)
    }

    /// Chooses the format and the number of workers for an open input.
    func makeRun(
        _ bytes: consuming sending InputBytes, output: SharedOutput, workers: Int,
        packing compression: CompressionKind? = nil
    ) throws(BatchFailure) -> InputRun {
        let path = bytes.path
        let isSmall =
            !bytes.isStream && !bytes.isCompressed
            && bytes.attributes.size < BatchLimits.smallestSplit
        var source = LineSource(bytes)
        let format: LineFormat
        do throws(SampleFailure<UnrecognisedFormat>) {
            format = try source.withSample(factory)
        } catch {
            source.wipe()
            switch error {
            case .reading(let failure): throw failure
            case .looking(let refusal):
                throw BatchFailure(
                    path: path, problem: .unrecognised(expected: refusal.expected))
            }
        }
        if let notice = format.notice, !options.isQuiet { say("\(path): \(notice)") }
        return InputRun(
            path: path, source: source, format: format, policy: options.unparsed,
            kinds: treatedKinds.count, output: output, workers: isSmall ? 1 : workers,
            progress: watcher, compression: compression)
    }

    /// Makes the buffers for `count` workers, and wipes them after `body`.
    func withBenches(
        _ count: Int, _ body: ([Workbench]) throws(BatchFailure) -> Void
    ) throws(BatchFailure) {
        let benches = (0..<count).map { _ in Workbench() }
        defer { for bench in benches { bench.wipe() } }
        try body(benches)
    }

    /// Writes the report beside and gives it its name when it is complete.
    func write(_ report: RunReport, to path: String) throws(BatchFailure) {
        var json = ByteBuffer()
        report.write(into: &json)
        if (try? FileAttributes.of(path: path))?.form == .other {
            var output = try openDirectly(path)
            if let failure = output.write(json.span) { throw failure }
            return
        }
        let (pending, number) = try unfinished.create(for: Path.resolved(path) ?? path)
        do throws(BatchFailure) {
            var output = OutputBytes(
                path: path, descriptor: Descriptor(owning: number), calls: surroundings.calls)
            if let failure = output.write(json.span) { throw failure }
            fchmod(output.number, Self.modeOfNewFiles())
            try unfinished.complete(pending, descriptor: output.number)
        } catch {
            unfinished.discard(pending)
            throw error
        }
    }

    /// A device or a pipe with a name is written to as it is.
    func openDirectly(_ path: String) throws(BatchFailure) -> OutputBytes {
        do throws(CallFailure) {
            let descriptor = try Descriptor.opening(path, flags: O_WRONLY)
            return OutputBytes(path: path, descriptor: descriptor, calls: surroundings.calls)
        } catch {
            throw BatchFailure(path: path, problem: .creating(error))
        }
    }

    /// What open(2) would have given: read and write for all, less the umask.
    static func modeOfNewFiles() -> mode_t {
        let mask = umask(0o077)
        umask(mask)
        return 0o666 & ~mask
    }
}
