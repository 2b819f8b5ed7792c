import Glibc

/// One input after directories and patterns were looked up.
struct FoundInput {
    let path: String
    /// Where it goes below an output directory.
    let name: String
    /// Whether the user wrote the path, not a directory or pattern that holds it.
    let isNamed: Bool
    var failure: BatchFailure?
}

/// Looks up what the paths of a command line stand for.
///
/// A directory stands for every regular file below it. Hidden names, symbolic links and what is no
/// regular file are left out there. A path that does not exist and has `*`, `?` or `[` is a pattern;
/// in it `**` stands for any number of directories. Below an output directory a file keeps its path
/// below the directory given, or below the part of the pattern before its first special component.
///
/// Invariant: `found` has at most ``BatchLimits/mostInputs`` entries.
struct InputSearch {
    private(set) var found: [FoundInput] = []
    /// Files and directories that a search passes by: the output directory, the journal, the report.
    private let leftOut: Set<FileAttributes.Identity>

    /// What was told already that it cannot be looked at.
    private var told: Set<[UInt8]> = []

    /// Directories that were matched with the rest of a pattern: several `**` lead there many ways.
    private var matched: Set<[UInt8]> = []

    init(leavingOut leftOut: Set<FileAttributes.Identity>) { self.leftOut = leftOut }

    /// Adds all that `path` stands for; what cannot be looked up is added with its failure.
    mutating func add(_ path: String) throws(BatchFailure) {
        let attributes = path == "-" ? nil : try? FileAttributes.of(path: path)
        if attributes?.form == .directory {
            let before = found.count
            try walk(path, name: "")
            if found.count == before { try fail(path, .noFiles) }
        } else if path != "-", attributes == nil, Glob.isPattern(path) {
            try expand(path)
        } else {
            try append(path, name: Path.lastComponent(of: path), isNamed: true)
        }
    }

    private mutating func append(
        _ path: String, name: String, isNamed: Bool = false, failure: BatchFailure? = nil
    ) throws(BatchFailure) {
        guard found.count < BatchLimits.mostInputs else {
            throw BatchFailure(
                path: path,
                problem: .usage(
                    what: "is one too many",
                    expected: "at most \(BatchLimits.mostInputs) files in one run"))
        }
        found.append(FoundInput(path: path, name: name, isNamed: isNamed, failure: failure))
    }

    private mutating func fail(
        _ path: String, _ problem: BatchFailure.Problem
    ) throws(BatchFailure) {
        try append(
            path, name: Path.lastComponent(of: path),
            failure: BatchFailure(path: path, problem: problem))
    }

    private mutating func names(in directory: String) throws(BatchFailure) -> [String] {
        do throws(CallFailure) {
            return try Directory.names(in: directory)
        } catch {
            try fail(directory, .opening(error))
            return []
        }
    }

    /// The attributes of an entry that somebody listed; `nil` where there is none to work on.
    ///
    /// A file that went meanwhile is not missed: nobody named it. What cannot be looked at for
    /// another reason is added with its failure, since its lines are not anonymous.
    private mutating func look(
        at path: String, following: Bool
    ) throws(BatchFailure) -> FileAttributes? {
        do throws(CallFailure) {
            let attributes =
                try following
                ? FileAttributes.of(path: path) : FileAttributes.ofLink(path: path)
            return leftOut.contains(attributes.identity) ? nil : attributes
        } catch {
            if error.code != ENOENT, error.code != ENOTDIR { try refuse(path, because: error) }
            return nil
        }
    }

    /// Tells once that an entry, or nothing in its directory, can be looked at.
    private mutating func refuse(_ path: String, because error: CallFailure) throws(BatchFailure) {
        let isSeen = (try? FileAttributes.ofLink(path: path)) != nil
        let refused = isSeen ? path : Path.directory(of: path)
        if told.insert(Path.key(refused)).inserted { try fail(refused, .opening(error)) }
    }

    // MARK: Directories

    private mutating func walk(_ directory: String, name: String) throws(BatchFailure) {
        for entry in try names(in: directory) where !Path.isHidden(entry) {
            let path = Path.joining(directory, entry)
            guard let attributes = try look(at: path, following: false) else { continue }
            let name = name.isEmpty ? entry : name + "/" + entry
            switch attributes.form {
            case .directory: try walk(path, name: name)
            case .regular: try append(path, name: name)
            case .other: continue
            }
        }
    }

    // MARK: Patterns

    private mutating func expand(_ pattern: String) throws(BatchFailure) {
        let before = found.count
        var components = Path.components(of: pattern)
        let fixed = components.prefix { !Glob.isPattern($0) }.map { Glob($0).literal ?? $0 }
        components.removeFirst(fixed.count)
        let root =
            (pattern.utf8.first == UInt8(ascii: "/") ? "/" : "") + fixed.joined(separator: "/")
        matched = []
        try match(components[...], in: root, name: "")
        if found.count == before { try fail(pattern, .noFiles) }
    }

    private mutating func match(
        _ components: ArraySlice<String>, in directory: String, name: String
    ) throws(BatchFailure) {
        guard let first = components.first,
            matched.insert(Path.key("\(components.startIndex)/\(directory)")).inserted
        else { return }
        let rest = components.dropFirst()
        if first == "**" { return try matchAnyDepth(rest, in: directory, name: name) }
        let glob = Glob(first)
        let isLast = rest.isEmpty
        let candidates: [String]
        if let literal = glob.literal {
            candidates = [literal]
        } else {
            candidates = try names(in: directory.isEmpty ? "." : directory)
                .filter { glob.matches($0) }
        }
        for entry in candidates {
            let path = directory.isEmpty ? entry : Path.joining(directory, entry)
            guard let attributes = try look(at: path, following: true) else { continue }
            let name = name.isEmpty ? entry : name + "/" + entry
            switch attributes.form {
            case .directory where isLast: try walk(path, name: name)
            case .directory: try match(rest, in: path, name: name)
            case .regular where isLast: try append(path, name: name)
            default: continue
            }
        }
    }

    private mutating func matchAnyDepth(
        _ rest: ArraySlice<String>, in directory: String, name: String
    ) throws(BatchFailure) {
        let rest = rest.drop { $0 == "**" }
        if rest.isEmpty { return try walk(directory.isEmpty ? "." : directory, name: name) }
        try match(rest, in: directory, name: name)
        for entry in try names(in: directory.isEmpty ? "." : directory)
        where !Path.isHidden(entry) {
            let path = directory.isEmpty ? entry : Path.joining(directory, entry)
            guard let attributes = try look(at: path, following: false),
                attributes.form == .directory
            else { continue }
            try matchAnyDepth(rest, in: path, name: name.isEmpty ? entry : name + "/" + entry)
        }
    }
}
