import Bytes
import Decoding
package import Privacy

/// Decides which of the known formats a file is written in, from its first lines.
///
/// The choice depends on these lines alone, so that however many threads work, they write the same.
package enum LogFormatChooser {
    /// Share of the sample's lines that must fit, in percent.
    ///
    /// Attack traffic leaves broken lines even in a healthy log; a file below this is not what the
    /// format says.
    private static let enoughPercent = 50

    /// Lines of the sample that are looked at; each costs a try of every format that may fit.
    private static let mostLines = 1000

    /// How many lines can stand in a line: a container's around a log daemon's around a server's.
    private static let deepestNesting = 3

    /// What the first lines tell.
    package struct Choice: Sendable {
        /// The formats that any line further on may be written in, the best one first.
        package var formats: [CompiledLogFormat]
        /// The formats of lines inside those lines, where these are wrappers.
        package var inner: [CompiledLogFormat]
        /// How many of ``formats`` fit a line of the sample.
        package var fitting: Int
        /// Whether the first of them fits enough of the sample.
        package var isRecognised: Bool

        /// Whether a line can depend on earlier ones.
        package var needsOrder: Bool { formats.contains { $0.needsOrder } }

        /// The names for people: `combined`, `syslog (combined)`; `nil` where nothing was recognised.
        package var name: String? {
            guard isRecognised, let first = formats.first else { return nil }
            guard first.isWrapper, let inside = innerName else { return first.name }
            return "\(first.name) (\(inside))"
        }

        /// The format of the lines inside, where the sample has such lines.
        var innerName: String?
    }

    /// Chooses among candidates, which stand in the order in which equals are tried.
    ///
    /// First come the formats that fit a line of the sample, those that fit more before others; then
    /// the basic ones. All that fit stay, because files mix formats. A line of directives (`#Fields`)
    /// settles more than lines that something else may fit too: its format goes first.
    package static func choose(
        among candidates: [LogFormatCandidate], for sample: Span<UInt8>
    ) -> Choice {
        var choice = rank(candidates, for: sample)
        let wrappers = choice.formats.filter(\.isWrapper)
        if !wrappers.isEmpty {
            chooseInner(of: wrappers, among: candidates, for: sample, into: &choice)
        }
        return choice
    }

    /// Chooses the formats inside the lines of formats that somebody named.
    package static func choose(
        named formats: [CompiledLogFormat], among candidates: [LogFormatCandidate],
        for sample: Span<UInt8>
    ) -> Choice {
        var choice = Choice(
            formats: formats, inner: [], fitting: formats.count, isRecognised: true)
        if formats.contains(where: { $0.isWrapper }) {
            chooseInner(of: formats, among: candidates, for: sample, into: &choice)
        }
        return choice
    }

    private static func rank(
        _ candidates: [LogFormatCandidate], for sample: Span<UInt8>
    ) -> Choice {
        var fits = Array(repeating: 0, count: candidates.count)
        var formats = [CompiledLogFormat?](repeating: nil, count: candidates.count)
        var isRead = Array(repeating: false, count: candidates.count)
        var directed: Set<Int> = []
        var lines = 0
        var cursor = LineCursor()
        while lines < mostLines, let line = cursor.next(in: sample) {
            let content = sample.extracting(line.content)
            guard !content.isEmpty else { continue }
            let isComment = content[0] == UInt8(ascii: "#")
            if !isComment { lines += 1 }
            for index in candidates.indices where candidates[index].mayFit(content) {
                if !isRead[index] {
                    formats[index] = candidates[index].compiled()
                    isRead[index] = true
                }
                guard let format = formats[index], !isComment || format.needsOrder,
                    format.fits(content)
                else { continue }
                if isComment { directed.insert(index) } else { fits[index] += 1 }
            }
        }
        let found = candidates.indices.filter { fits[$0] > 0 || directed.contains($0) }
            .sorted {
                (directed.contains($0) ? 0 : 1, -fits[$0], $0)
                    < (directed.contains($1) ? 0 : 1, -fits[$1], $1)
            }
        let rest = candidates.indices.filter { candidates[$0].isBasic && !found.contains($0) }
        let isEnough =
            found.first.map {
                directed.contains($0) || fits[$0] * 100 >= lines * enoughPercent
            } ?? false
        return Choice(
            formats: (found + rest).compactMap { formats[$0] ?? candidates[$0].compiled() },
            inner: [], fitting: found.count, isRecognised: isEnough)
    }

    // MARK: Lines inside lines

    /// Looks at the lines inside the sample's lines, and those inside these.
    ///
    /// Where there are none, the basic formats stand for them.
    private static func chooseInner(
        of wrappers: [CompiledLogFormat], among candidates: [LogFormatCandidate],
        for sample: Span<UInt8>, into choice: inout Choice
    ) {
        var wrappers = wrappers
        var lines = ByteBuffer()
        var inside = ByteBuffer()
        lines.append(sample)
        for depth in 0..<deepestNesting {
            collect(wrappers, from: lines.span, into: &inside)
            let found = rank(candidates, for: inside.span)
            if depth == 0, found.isRecognised { choice.innerName = found.formats.first?.name }
            let known = choice.inner.map(\.name)
            choice.inner += found.formats.filter { !known.contains($0.name) }
            swap(&lines, &inside)
            inside.wipe()
            wrappers = found.formats.prefix(found.fitting).filter(\.isWrapper)
            if wrappers.isEmpty || lines.isEmpty { break }
        }
        lines.wipe()
    }

    private static func collect(
        _ wrappers: [CompiledLogFormat], from sample: Span<UInt8>, into inside: inout ByteBuffer
    ) {
        var engine = LogAnonymizer(options: EngineOptions())
        var cursor = LineCursor()
        var lines = 0
        while lines < mostLines, let line = cursor.next(in: sample) {
            lines += 1
            for wrapper in wrappers {
                let count = inside.count
                engine.collectInner(
                    of: sample.extracting(line.content), as: wrapper, into: &inside)
                if inside.count > count { break }
            }
        }
    }
}
