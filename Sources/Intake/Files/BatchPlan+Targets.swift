import Glibc

/// Which file each input is written to, where each has one of its own.
extension BatchPlan {
    mutating func assignTargets() throws(BatchFailure) {
        switch output {
        case .standardOutput, .file: leaveOutRepetitions()
        case .directory(let directory): try assignTargets(under: directory)
        case .inPlace: try assignTargetsInPlace()
        }
    }

    /// Lines that are joined stand there as often as their file was named, as with cat(1); what a
    /// directory or a pattern adds is there once.
    private mutating func leaveOutRepetitions() {
        var seen: Set<FileAttributes.Identity> = []
        inputs.removeAll { input in
            guard let identity = input.attributes?.identity else { return false }
            return !seen.insert(identity).inserted && !input.isNamed
        }
    }

    private mutating func assignTargets(under directory: String) throws(BatchFailure) {
        var taken: [[UInt8]: Input] = [:]
        var kept: [Input] = []
        for var input in inputs {
            if let other = taken[Path.key(input.name)] {
                // The same file under the same name is the same work.
                if let one = input.attributes, one.identity == other.attributes?.identity {
                    continue
                }
                throw Self.usage(
                    input.path, "has the same name as \(other.path)",
                    "each name once in \(directory)")
            }
            taken[Path.key(input.name)] = input
            input.target = Path.joining(directory, input.name)
            kept.append(input)
        }
        for input in kept {
            var parent = Path.directory(of: input.name)
            while parent != "." {
                if let other = taken[Path.key(parent)] {
                    throw Self.usage(
                        other.path, "has the name of a directory that \(input.path) needs",
                        "each name once in \(directory)")
                }
                parent = Path.directory(of: parent)
            }
        }
        inputs = kept
    }

    private mutating func assignTargetsInPlace() throws(BatchFailure) {
        var seen: Set<[UInt8]> = []
        var names: [FileAttributes.Identity: Int] = [:]
        var kept: [Input] = []
        for var input in inputs {
            if let attributes = input.attributes {
                if attributes.form == .other {
                    throw Self.usage(input.path, "is not a file", "files with --in-place")
                }
                input.location = Path.resolved(input.path) ?? input.path
                // A file that is found twice, or through a link, is done once; a hard link is a
                // name of its own, which would keep the original lines.
                guard seen.insert(Path.key(input.location)).inserted else { continue }
                names[attributes.identity, default: 0] += 1
            }
            input.target = input.location
            kept.append(input)
        }
        for index in kept.indices {
            guard let identity = kept[index].attributes?.identity else { continue }
            kept[index].names = names[identity] ?? 1
        }
        inputs = kept
    }

    /// Marks what an earlier run did, as its journal says and the files show.
    mutating func leaveOutDone(_ journal: ResumeJournal) {
        for index in inputs.indices {
            guard let target = inputs[index].target, let attributes = inputs[index].attributes
            else { continue }
            inputs[index].isDone = journal.isDone(target, source: attributes)
        }
    }
}
