import CLinux
import Glibc

/// What `matglas logs` was asked to do with files; formats and profiles are the engine's.
package struct BatchOptions: Sendable {
    /// Paths, directories and patterns in the order given; `-` or nothing at all is standard input.
    package var inputs: [String]
    package var output: BatchOutput
    package var unparsed: UnparsedPolicy
    /// How many threads anonymize at once; from 1 to ``BatchLimits/mostJobs``.
    package var jobs: Int
    /// Where the JSON report goes, if anywhere.
    package var reportPath: String?
    /// Where it is noted which files are done, so that another run goes on from there.
    package var resumePath: String?
    /// All that decides what becomes of a line, in the words of the options.
    package var settings: [BatchSetting] = []
    /// Whether nothing is said but errors.
    package var isQuiet: Bool
    /// Whether the files are read on as they grow, across rotation, until a signal ends it.
    package var follow: Bool
    /// Where a followed file is begun that no position is stored for.
    package var followStart: FollowStart
    /// Where the positions of followed files are kept, if anywhere.
    package var positionPath: String?

    package init(
        inputs: [String] = [], output: BatchOutput = .standardOutput,
        unparsed: UnparsedPolicy = .scrub, jobs: Int = 1, reportPath: String? = nil,
        resumePath: String? = nil, settings: [BatchSetting] = [], isQuiet: Bool = false,
        follow: Bool = false, followStart: FollowStart = .beginning, positionPath: String? = nil
    ) {
        self.inputs = inputs
        self.output = output
        self.unparsed = unparsed
        self.jobs = jobs
        self.reportPath = reportPath
        self.resumePath = resumePath
        self.settings = settings
        self.isQuiet = isQuiet
        self.follow = follow
        self.followStart = followStart
        self.positionPath = positionPath
    }
}

/// One option that decides what becomes of a line: two runs that differ in one differ in their result.
package struct BatchSetting: Sendable, Equatable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// A setting that is a file: which one, and in which state.
    package static func file(_ name: String, _ path: String) -> BatchSetting {
        let state = (try? FileAttributes.of(path: path)).map {
            "\($0.size) bytes of \($0.modified.tv_sec).\($0.modified.tv_nsec)"
        }
        return BatchSetting(name, "\(Path.resolved(path) ?? path) (\(state ?? "missing"))")
    }
}

/// Where anonymous lines go.
package enum BatchOutput: Sendable, Equatable {
    case standardOutput
    case file(String)
    case directory(String)
    case inPlace
}

/// What happens to a line that fits no format.
package enum UnparsedPolicy: String, Sendable, CaseIterable {
    case scrub
    case drop
    case fail
}

/// The bounds of a batch, which together keep memory constant, whatever the inputs are.
package enum BatchLimits {
    /// Bytes read at a time.
    ///
    /// Each worker pays twice this, for input and output; that much stays in a core's own cache.
    package static let blockSize = 256 << 10

    /// The longest line that is read whole.
    ///
    /// A longer one is never passed through and never scrubbed piece by piece, because a value could stand across the cut: it counts as unparsed. Whoever
    /// writes longer lines pays with the line; one such line is in memory at a time.
    package static let longestLine = 4 << 20

    /// The most that the format is guessed from; read once per input.
    package static let sampleSize = 64 << 10

    /// Compressed bytes read at a time.
    static let compressedBlockSize = 64 << 10

    /// A compressed file of at least this size is unpacked by a thread of its own.
    static let smallestAhead = 64 << 10

    /// What a pipe may hold for us; the kernel pays, once per piped input.
    static let pipeSize = 1 << 20

    /// Files in one run at most.
    ///
    /// The plan is made as a whole before anything is written; each file costs about 1 kB
    /// on top of what its lines take.
    static let mostInputs = 1 << 20

    /// The largest journal that `--resume` reads; memory pays, some 200 bytes for each file done.
    static let largestJournal = 256 << 20

    /// Threads at most; more would cost memory (two blocks each) and gain nothing.
    package static let mostJobs = 64

    /// A plain file below this is not split among workers: starting them would cost more.
    static let smallestSplit = 1 << 20

    /// A plain file of at least this size gets all workers for itself, one such file after another.
    static let largeFile = 64 << 20
}
