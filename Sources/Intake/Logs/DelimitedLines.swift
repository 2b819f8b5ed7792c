package import Bytes
import Decoding
package import Privacy

/// Which columns of a delimited file hold addresses.
package struct DelimitedLayout: Sendable {
    /// Counted from 1, in rising order, each once.
    let columns: [Int]
    let delimiter: [UInt8]
    /// What stands for a value that is no address.
    let replacement: [UInt8]

    /// Of `columns` at least one is expected, of `delimiter` at least a byte; commands refuse others.
    package init(columns: [Int], delimiter: String, replacement: String?) {
        self.columns = Set(columns).sorted()
        self.delimiter = Array(delimiter.utf8)
        self.replacement = Array((replacement ?? "-").utf8)
    }
}

/// Cuts the addresses in some columns of a delimited file, and those anywhere else in its lines.
///
/// What is no address in such a column is replaced. Other columns change only where an address stands
/// in them, as under the profile `addresses`. A line without such a column fits no format.
package final class DelimitedLines: LineAnonymizer {
    private let layout: DelimitedLayout
    private let policy: UnparsedPolicy
    private let options: EngineOptions
    private var engine: LogAnonymizer
    private let addressKind: Int

    /// A factory for every input, whatever its first lines are.
    package static func factory(
        _ layout: DelimitedLayout, policy: UnparsedPolicy, options: EngineOptions
    ) -> LineAnonymizerFactory {
        { _ throws(UnrecognisedFormat) in
            LineFormat(name: "columns") {
                DelimitedLines(layout, policy: policy, options: options)
            }
        }
    }

    init(_ layout: DelimitedLayout, policy: UnparsedPolicy, options: EngineOptions) {
        self.layout = layout
        self.policy = policy
        self.options = options
        engine = LogAnonymizer(options: options)
        addressKind = Kind.names.firstIndex(of: Kind.ip.rawValue) ?? 0
    }

    package func anonymize(
        _ block: Span<UInt8>, into output: inout ByteBuffer, tally: inout LineTally
    ) throws(UnparsedLine) {
        output.reserve(block.count + block.count / 8)
        var cursor = LineCursor()
        var index = 0
        while let line = cursor.next(in: block) {
            tally.read += 1
            let content = block.extracting(line.content)
            let mark = output.count
            if content.isEmpty || write(content, into: &output, tally: &tally) {
                tally.written += 1
                output.append(block, line.terminator)
            } else {
                output.truncate(to: mark)
                tally.unparsed += 1
                switch policy {
                case .scrub:
                    scrub(content, into: &output)
                    tally.written += 1
                    output.append(block, line.terminator)
                case .drop: tally.dropped += 1
                case .fail:
                    throw UnparsedLine(offset: line.content.lowerBound, index: index)
                }
            }
            index += 1
        }
    }

    /// Detectors read text only; a line that is none is not worth guessing at.
    private func scrub(_ line: Span<UInt8>, into output: inout ByteBuffer) {
        if line.firstOffset(of: 0) != nil { return output.append(UInt8(ascii: "-")) }
        engine.scrub(line, into: &output)
    }

    /// Appends the treated line; `false` when a column is missing or the line is no text.
    private func write(
        _ line: Span<UInt8>, into output: inout ByteBuffer, tally: inout LineTally
    ) -> Bool {
        if line.firstOffset(of: 0) != nil { return false }
        var column = 1
        var start = 0
        var copied = 0
        for wanted in layout.columns {
            while column < wanted {
                let end = columnEnd(in: line, from: start)
                guard end < line.count else { return false }
                start = end + layout.delimiter.count
                column += 1
            }
            let end = columnEnd(in: line, from: start)
            mask(line.extracting(copied..<start), into: &output, tally: &tally)
            writeAddress(line.extracting(start..<end), into: &output)
            tally.countTreated(addressKind)
            copied = end
        }
        mask(line.extracting(copied..<line.count), into: &output, tally: &tally)
        return true
    }

    private func mask(
        _ text: Span<UInt8>, into output: inout ByteBuffer, tally: inout LineTally
    ) {
        let found = AddressMasker.mask(
            text, prefixes: options.prefixes, context: .plain, into: &output)
        tally.countTreated(addressKind, times: found)
    }

    private func writeAddress(_ value: Span<UInt8>, into output: inout ByteBuffer) {
        let isMissing = value.isEmpty || value.count == 1 && value[0] == UInt8(ascii: "-")
        if isMissing { return output.append(value) }
        if AddressTruncation.truncateToken(value, prefixes: options.prefixes, into: &output) {
            return
        }
        let mark = output.count
        if value.firstOffset(of: UInt8(ascii: ",")) != nil {
            let found = AddressTruncation.truncateList(
                value, prefixes: options.prefixes, into: &output)
            if found > 0 { return }
            output.truncate(to: mark)
        }
        // As in `[time] [client 203.0.113.9]`, where the bracket belongs to the column before.
        if let last = value.indices.last, value[last] == UInt8(ascii: "]"),
            AddressTruncation.truncateToken(
                value.extracting(0..<last), prefixes: options.prefixes, into: &output)
        {
            return output.append(UInt8(ascii: "]"))
        }
        output.append(layout.replacement)
    }

    /// The offset of the delimiter at or after `start`, or the end of the line.
    private func columnEnd(in line: Span<UInt8>, from start: Int) -> Int {
        let delimiter = layout.delimiter
        guard !delimiter.isEmpty else { return line.count }
        var position = start
        while let found = line.firstOffset(of: delimiter[0], from: position) {
            if found + delimiter.count <= line.count {
                var isEqual = true
                for index in delimiter.indices where line[found + index] != delimiter[index] {
                    isEqual = false
                }
                if isEqual { return found }
            }
            position = found + 1
        }
        return line.count
    }
}
