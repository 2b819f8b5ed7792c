import Glibc

/// Why one input or output was given up: a path and a reason, never a byte of a line.
struct BatchFailure: Error, Equatable {
    /// The closed list of reasons.
    enum Problem: Equatable {
        case usage(what: String, expected: String)
        case opening(CallFailure)
        case isDirectory
        case noFiles
        case reading(CallFailure)
        case creating(CallFailure)
        case writing(CallFailure)
        case damagedArchive(at: Int, parts: String)
        case demandingArchive(String)
        case foreignCompression(String)
        case foreignEncoding(String)
        case unrecognised(expected: String)
        case unparsed(line: Int, offset: Int)
        case changedWhileRead
        case displaced(to: String)
        case openForWriting
        case ownerNotKept
        case brokenPipe
    }

    let path: String
    let problem: Problem

    /// The exit status that this failure asks for.
    var status: Int32 {
        switch problem {
        case .usage: ExitStatus.usage
        case .opening(let failure):
            switch failure.code {
            case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG: ExitStatus.noInput
            case EACCES, EPERM: ExitStatus.noPermission
            default: ExitStatus.inputOutput
            }
        case .isDirectory, .noFiles: ExitStatus.noInput
        case .creating(let failure):
            failure.code == ENOSPC || failure.code == EDQUOT
                ? ExitStatus.inputOutput : ExitStatus.cannotCreate
        case .reading, .writing, .changedWhileRead, .displaced, .openForWriting:
            ExitStatus.inputOutput
        case .ownerNotKept: ExitStatus.noPermission
        case .damagedArchive, .demandingArchive, .foreignCompression, .foreignEncoding,
            .unrecognised, .unparsed:
            ExitStatus.badInput
        case .brokenPipe: ExitStatus.ended(by: SIGPIPE)
        }
    }

    /// Whether the other inputs of a joined output may still be done, as `cat` does.
    var concernsOpeningOnly: Bool {
        switch problem {
        case .opening, .isDirectory, .noFiles: true
        default: false
        }
    }

    /// Whether the input, not a device, is to blame: then an output is left as it was before.
    var isInputAtFault: Bool { status == ExitStatus.badInput }
}

extension BatchFailure: CustomStringConvertible {
    /// `file: what, where, expected`; empty where nothing is to be said.
    var description: String {
        switch problem {
        case .usage(let what, let expected): "\(path): \(what), expected \(expected)"
        case .opening(let failure): "\(path): cannot open, \(failure.text)"
        case .isDirectory: "\(path): is a directory, expected a file"
        case .noFiles: "\(path): stands for no file, expected a directory or pattern with files"
        case .reading(let failure): "\(path): cannot read, \(failure.text)"
        case .creating(let failure): "\(path): cannot create, \(failure.text)"
        case .writing(let failure): "\(path): cannot write, \(failure.text)"
        case .damagedArchive(let offset, let parts):
            "\(path): damaged archive, at byte \(offset), expected whole \(parts)"
        case .demandingArchive(let need):
            "\(path): archive \(need), expected one that can be unpacked in less"
        case .foreignCompression(let name):
            "\(path): compressed with \(name), expected plain text, "
                + CompressionKind.all.map(\.name).joined(separator: ", ")
        case .foreignEncoding(let name):
            "\(path): encoded in \(name), expected UTF-8 or another form of ASCII text"
        case .unrecognised(let expected):
            "\(path): no format fits, in the first lines, expected \(expected)"
        case .unparsed(let line, let offset):
            "\(path): line fits no format, line \(line), byte \(offset), "
                + "expected the format chosen (or --unparsed scrub or drop)"
        case .changedWhileRead:
            "\(path): changed while it was read, left as it is, expected a file at rest"
        case .displaced(let name):
            "\(path): was rotated several times while it was replaced, one of its files is \(name), "
                + "expected a file at rest"
        case .openForWriting:
            "\(path): another program has it open for writing, left as it is, "
                + "expected a file that was rotated and let go"
        case .ownerNotKept:
            "\(path): its owner cannot be kept, left as it is, expected to run as its owner or root"
        case .brokenPipe: ""
        }
    }
}
