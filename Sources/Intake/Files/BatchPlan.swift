import Glibc

/// What a batch is going to do, checked as a whole before anything is written.
struct BatchPlan: Sendable {
    struct Input: Sendable {
        /// As given or found; `-` is standard input.
        let path: String
        /// Where it goes below an output directory.
        let name: String
        /// Whether the path was given, not found in a directory or by a pattern.
        let isNamed: Bool
        /// What is opened: where symbolic links end, for `--in-place`.
        var location: String
        var attributes: FileAttributes?
        /// Known before the start, such as that it is missing.
        var failure: BatchFailure?
        /// The file of its own that it is written to, if any.
        var target: String?
        /// How many of the inputs are names of this one file.
        var names = 1
        /// Whether an earlier run with the same journal did it.
        var isDone = false

        var isStandardInput: Bool { path == "-" }
        var size: Int { attributes?.form == .regular ? attributes?.size ?? 0 : 0 }
    }

    var inputs: [Input]
    let output: BatchOutput
    let jobs: Int

    /// Whether an input ends only when its writer says so.
    var hasStream: Bool { inputs.contains { $0.attributes?.form == .other } }
    /// The bytes to read, 0 where that is not known.
    var size: Int { hasStream ? 0 : inputs.reduce(0) { $0 + ($1.isDone ? 0 : $1.size) } }
    /// How many inputs an earlier run did.
    var doneCount: Int { inputs.count { $0.isDone } }

    init(_ options: BatchOptions, surroundings: Surroundings) throws(BatchFailure) {
        output = options.output
        jobs = min(options.jobs, BatchLimits.mostJobs)
        try Self.checkOptions(options)
        var search = InputSearch(leavingOut: Self.leftOut(options))
        for path in options.inputs.isEmpty ? ["-"] : options.inputs { try search.add(path) }
        inputs = search.found.map { Self.look(at: $0, surroundings: surroundings) }
        try assignTargets()
        try checkOutputs(options, surroundings: surroundings)
    }

    private static func checkOptions(_ options: BatchOptions) throws(BatchFailure) {
        if options.follow { try checkFollowing(options) }
        if options.resumePath != nil {
            switch options.output {
            case .directory, .inPlace: break
            case .standardOutput, .file:
                throw usage(
                    "--resume", "has no files of its own to go on with",
                    "--in-place or --output-directory")
            }
        }
        if options.jobs < 1 { throw usage("--jobs", "is \(options.jobs)", "1 or more") }
        let isStandardInput = options.inputs.isEmpty || options.inputs.contains("-")
        switch options.output {
        case .inPlace where isStandardInput:
            throw usage("--in-place", "cannot replace standard input", "names of files")
        case .directory where isStandardInput:
            throw usage("--output-directory", "standard input has no name", "names of files")
        default: return
        }
    }

    private static func checkFollowing(_ options: BatchOptions) throws(BatchFailure) {
        if options.inputs.isEmpty || options.inputs.contains("-") {
            throw usage(
                "--follow", "standard input is read to its end anyway",
                "names of files or named pipes")
        }
        switch options.output {
        case .inPlace:
            throw usage("--in-place", "a file that is followed is never complete", "--output")
        case .directory:
            throw usage(
                "--output-directory", "a file that is followed is never complete", "--output")
        case .file(let path):
            for input in options.inputs {
                let directory = Path.resolved(Path.directory(of: input)) ?? ""
                let isBeside = Path.resolved(Path.directory(of: path)) == directory
                let (name, own) = (Path.lastComponent(of: path), Path.lastComponent(of: input))
                if isBeside, name == own || SiblingName.reading(name, of: own) != nil {
                    throw usage(
                        path, "looks like a rotated form of \(input)", "another name or folder")
                }
            }
        case .standardOutput: return
        }
    }

    /// What is never taken for a log file, though it stands in a directory of them.
    private static func leftOut(_ options: BatchOptions) -> Set<FileAttributes.Identity> {
        var paths = [options.reportPath, options.resumePath]
        if case .directory(let path) = options.output { paths.append(path) }
        return Set(paths.compactMap { $0.flatMap { try? FileAttributes.of(path: $0) }?.identity })
    }

    private static func look(at found: FoundInput, surroundings: Surroundings) -> Input {
        let path = found.path
        var input = Input(
            path: path, name: found.name, isNamed: found.isNamed, location: path,
            failure: found.failure)
        if found.failure != nil { return input }
        do throws(CallFailure) {
            let attributes =
                path == "-"
                ? try FileAttributes.of(descriptor: surroundings.standardInput)
                : try FileAttributes.of(path: path)
            input.attributes = attributes
            if attributes.form == .directory {
                input.failure = BatchFailure(path: path, problem: .isDirectory)
            }
        } catch {
            input.failure = BatchFailure(path: path, problem: .opening(error))
        }
        return input
    }

    // MARK: Outputs that are inputs

    private func checkOutputs(
        _ options: BatchOptions, surroundings: Surroundings
    ) throws(BatchFailure) {
        // One look-up for each output: there may be as many as inputs.
        var read: [FileAttributes.Identity: String] = [:]
        for input in inputs { if let one = input.attributes { read[one.identity] = input.path } }
        func refuseInput(
            _ attributes: FileAttributes?, named path: String
        ) throws(BatchFailure) {
            guard let attributes, attributes.form == .regular, let input = read[attributes.identity]
            else { return }
            throw Self.usage(path, "is the input \(input) too", "another output or --in-place")
        }
        switch output {
        case .standardOutput:
            let attributes = try? FileAttributes.of(descriptor: surroundings.standardOutput)
            try refuseInput(attributes, named: "standard output")
        case .file(let path):
            let attributes = try? FileAttributes.of(path: path)
            try refuseInput(attributes, named: path)
            if attributes?.form == .directory {
                let failure = CallFailure(call: "open", code: EISDIR)
                throw BatchFailure(path: path, problem: .creating(failure))
            }
        case .directory:
            for case let target? in inputs.map(\.target) {
                try refuseInput(try? FileAttributes.of(path: target), named: target)
            }
        case .inPlace: break
        }
        for path in [options.reportPath, options.resumePath].compactMap({ $0 }) {
            try refuseInput(try? FileAttributes.of(path: path), named: path)
            var outputs = inputs.compactMap(\.target)
            if case .file(let path) = output { outputs.append(path) }
            if outputs.contains(path) {
                throw Self.usage(path, "is an output too", "a name of its own")
            }
        }
        if let report = options.reportPath, report == options.resumePath {
            throw Self.usage(report, "is report and journal", "a name of its own for each")
        }
    }

    static func usage(
        _ path: String, _ what: String, _ expected: String
    ) -> BatchFailure {
        BatchFailure(path: path, problem: .usage(what: what, expected: expected))
    }
}
