import Glibc

/// What a batch is going to do, checked as a whole before anything is written.
struct BatchPlan: Sendable {
    struct Input: Sendable {
        /// As given; `-` is standard input.
        let path: String
        /// What is opened: where symbolic links end, for `--in-place`.
        var location: String
        var attributes: FileAttributes?
        /// Known before the start: missing, or a directory.
        var failure: BatchFailure?
        /// The file of its own that it is written to, if any.
        var target: String?

        var isStandardInput: Bool { path == "-" }
        var size: Int { attributes?.form == .regular ? attributes?.size ?? 0 : 0 }
    }

    private(set) var inputs: [Input]
    let output: BatchOutput
    let jobs: Int

    /// Whether an input ends only when its writer says so.
    var hasStream: Bool { inputs.contains { $0.attributes?.form == .other } }
    /// The bytes to read, 0 where that is not known.
    var size: Int { hasStream ? 0 : inputs.reduce(0) { $0 + $1.size } }

    init(_ options: BatchOptions, surroundings: Surroundings) throws(BatchFailure) {
        output = options.output
        jobs = min(options.jobs, BatchLimits.mostJobs)
        try Self.checkOptions(options)
        inputs = (options.inputs.isEmpty ? ["-"] : options.inputs).map { path in
            Self.look(at: path, surroundings: surroundings)
        }
        try assignTargets()
        try checkOutputs(options, surroundings: surroundings)
    }

    private static func checkOptions(_ options: BatchOptions) throws(BatchFailure) {
        if options.follow { try checkFollowing(options) }
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

    private static func look(at path: String, surroundings: Surroundings) -> Input {
        var input = Input(path: path, location: path)
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

    // MARK: Targets

    private mutating func assignTargets() throws(BatchFailure) {
        switch output {
        case .standardOutput, .file: return
        case .directory(let directory): try assignTargets(under: directory)
        case .inPlace: try assignTargetsInPlace()
        }
    }

    private mutating func assignTargets(under directory: String) throws(BatchFailure) {
        var taken: [String: String] = [:]
        for index in inputs.indices {
            let path = inputs[index].path
            let name = Path.lastComponent(of: path)
            if let other = taken.updateValue(path, forKey: name) {
                throw Self.usage(
                    path, "has the same name as \(other)", "each name once in \(directory)")
            }
            inputs[index].target = Path.joining(directory, name)
        }
    }

    private mutating func assignTargetsInPlace() throws(BatchFailure) {
        var seen: Set<FileAttributes.Identity> = []
        var kept: [Input] = []
        for var input in inputs {
            if let attributes = input.attributes {
                // A file that is named twice, or through a link, is done once.
                guard seen.insert(attributes.identity).inserted else { continue }
                if attributes.form == .other {
                    throw Self.usage(input.path, "is not a file", "files with --in-place")
                }
                input.location = Path.resolved(input.path) ?? input.path
            }
            input.target = input.location
            kept.append(input)
        }
        inputs = kept
    }

    // MARK: Outputs that are inputs

    private func checkOutputs(
        _ options: BatchOptions, surroundings: Surroundings
    ) throws(BatchFailure) {
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
        guard let report = options.reportPath else { return }
        let attributes = try? FileAttributes.of(path: report)
        try refuseInput(attributes, named: report)
        var outputs = inputs.compactMap(\.target)
        if case .file(let path) = output { outputs.append(path) }
        if outputs.contains(report) {
            throw Self.usage(report, "is an output too", "another name for the report")
        }
    }

    private func refuseInput(
        _ attributes: FileAttributes?, named path: String
    ) throws(BatchFailure) {
        guard let attributes, attributes.form == .regular else { return }
        for input in inputs where input.attributes?.identity == attributes.identity {
            throw Self.usage(path, "is the input \(input.path) too", "another output or --in-place")
        }
    }

    private static func usage(
        _ path: String, _ what: String, _ expected: String
    ) -> BatchFailure {
        BatchFailure(path: path, problem: .usage(what: what, expected: expected))
    }
}
