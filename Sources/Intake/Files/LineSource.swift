import Bytes

/// The next part of an input, in file order.
struct Piece {
    enum Content {
        /// The block holds whole lines; the very last may lack its terminator.
        case lines
        /// One line longer than ``BatchLimits/longestLine`` was read past; the block is empty.
        case overlong(LineEnding)
        case failed(BatchFailure)
        case end
    }

    let content: Content
    /// Counts the pieces of an input from 0; an end has none of its own.
    let ticket: Int
    /// The offset of the piece's first byte in the input's text.
    let offset: Int
    /// How many of the file's own bytes were read since the piece before.
    let advance: Int
}

/// How a line ends.
enum LineEnding {
    case none
    case newline
    case carriageReturnNewline
}

/// Cuts an input's text into blocks of whole lines.
///
/// Invariants:
/// 1. `carry` holds what was read and not handed out yet, `offset` is where it begins in the text.
/// 2. Where a regular file is cut depends on its bytes alone, never on timing or workers.
/// 3. After a failure or the end every piece is an end.
struct LineSource: ~Copyable {
    private var bytes: InputBytes
    private var carry = ByteBuffer()
    private var offset = 0
    private var tickets = 0
    private var hasEnded = false
    private var reported = 0

    init(_ bytes: consuming InputBytes) { self.bytes = bytes }

    /// How many bytes of text were handed out.
    var textCount: Int { offset }

    /// Reads the first lines without handing them out, and lets `look` see them.
    ///
    /// Of a stream it waits for one line only, of a file it takes as much as the sample may hold.
    mutating func withSample<Result, Failure: Error>(
        _ look: (Span<UInt8>) throws(Failure) -> Result
    ) throws(SampleFailure<Failure>) -> Result {
        while carry.count < BatchLimits.sampleSize {
            do throws(BatchFailure) {
                let room = BatchLimits.sampleSize - carry.count
                if try bytes.read(into: &carry, room: room) == 0 { break }
            } catch {
                throw .reading(error)
            }
            if bytes.isStream, carry.span.lastOffset(of: newline) != nil { break }
        }
        let whole = carry.span.lastOffset(of: newline).map { $0 + 1 } ?? carry.count
        do throws(Failure) {
            return try look(carry.span.extracting(0..<whole))
        } catch {
            throw .looking(error)
        }
    }

    /// Replaces the contents of `block` with the next piece.
    mutating func next(into block: inout ByteBuffer) -> Piece {
        block.removeAll()
        if hasEnded { return piece(.end, count: 0) }
        block.append(carry.span)
        carry.removeAll()
        do throws(BatchFailure) {
            return try fill(&block)
        } catch {
            hasEnded = true
            block.removeAll()
            return piece(.failed(error), count: 0)
        }
    }

    /// Overwrites every raw byte that is left.
    mutating func wipe() {
        hasEnded = true
        carry.wipe()
        bytes.wipe()
    }

    // MARK: Cutting

    private mutating func fill(_ block: inout ByteBuffer) throws(BatchFailure) -> Piece {
        var searched = 0
        var lineEnd: Int?
        while true {
            if let last = block.span.lastOffset(of: newline, from: searched) { lineEnd = last + 1 }
            searched = block.count
            if let lineEnd, bytes.isStream || block.count >= BatchLimits.blockSize {
                carry.append(block.span.extracting(lineEnd..<block.count))
                block.truncate(to: lineEnd)
                return piece(.lines, count: lineEnd)
            }
            if block.count >= BatchLimits.longestLine { return try skipOverlong(&block) }
            let room =
                block.count < BatchLimits.blockSize
                ? BatchLimits.blockSize - block.count
                : min(block.count, BatchLimits.longestLine - block.count)
            if try bytes.read(into: &block, room: room) == 0 {
                hasEnded = true
                return block.isEmpty
                    ? piece(.end, count: 0) : piece(.lines, count: block.count)
            }
        }
    }

    /// Reads past the rest of a line that is too long, and keeps none of it.
    private mutating func skipOverlong(_ block: inout ByteBuffer) throws(BatchFailure) -> Piece {
        var count = block.count
        while true {
            let previous = block[block.count - 1]
            block.removeAll()
            if try bytes.read(into: &block, room: BatchLimits.blockSize) == 0 {
                hasEnded = true
                return piece(.overlong(.none), count: count)
            }
            guard let end = block.span.firstOffset(of: newline) else {
                count += block.count
                continue
            }
            let beforeEnd = end > 0 ? block[end - 1] : previous
            carry.append(block.span.extracting((end + 1)..<block.count))
            block.removeAll()
            let ending = beforeEnd == carriageReturn ? LineEnding.carriageReturnNewline : .newline
            return piece(.overlong(ending), count: count + end + 1)
        }
    }

    private mutating func piece(_ content: Piece.Content, count: Int) -> Piece {
        let piece = Piece(
            content: content, ticket: tickets, offset: offset,
            advance: bytes.consumed - reported)
        reported = bytes.consumed
        offset += count
        if case .end = content { return piece }
        tickets += 1
        return piece
    }
}

/// Why no format was chosen.
enum SampleFailure<Failure: Error>: Error {
    case reading(BatchFailure)
    case looking(Failure)
}

private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

extension Span<UInt8> {
    /// The offset of the last `byte` at or after `from`, or `nil`; linear, from the end.
    func lastOffset(of byte: UInt8, from: Int = 0) -> Int? {
        var index = count
        while index > from {
            index -= 1
            if self[index] == byte { return index }
        }
        return nil
    }
}
