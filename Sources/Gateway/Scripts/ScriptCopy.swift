import Bytes

/// A vendor's file as it was fetched, with what the vendor is asked by.
struct ScriptCopy: Sendable, Equatable {
    var content: [UInt8]
    /// The vendor's `ETag` and `Last-Modified`; only the vendor ever gets them back.
    var entityTag: [UInt8] = []
    var lastModified: [UInt8] = []
    /// When the vendor last said that this is its file, in seconds since 1970.
    var fetchedAt: Int64

    /// A hash of the content, the same for everybody; two halves of 64 bits.
    static func digest(_ bytes: Span<UInt8>) -> String {
        var text = ByteBuffer()
        // The keys are no secret: they only make two different functions.
        for key in [(0x6D61_7467_6C61_7331, 1), (0x6D61_7467_6C61_7332, 2)] as [(UInt64, UInt64)] {
            var hash = SipHash(key.0, key.1)
            hash.absorb(bytes)
            var rest = hash.finish()
            for _ in 0..<16 {
                text.append(ASCII.hexDigit(UInt8(truncatingIfNeeded: rest >> 60)))
                rest = rest << 4
            }
        }
        return text.span.string
    }
}

/// The words of a file, by which it is known what its own code may load.
///
/// A word is a whole run of letters, digits, `.`, `_` and `-`; it is kept as a hash.
struct ScriptWords: Sendable {
    private let hashes: [UInt64]

    init(_ content: Span<UInt8>) {
        var found: Set<UInt64> = []
        var position = 0
        while position < content.count, found.count < Self.mostWords {
            guard Self.isPart(content[position]) else {
                position += 1
                continue
            }
            let start = position
            while position < content.count, Self.isPart(content[position]) { position += 1 }
            guard position - start <= Self.longestWord else { continue }
            found.insert(Self.hash(content.extracting(start..<position)))
        }
        hashes = found.sorted()
    }

    /// Different words that are remembered of a file, each with eight bytes.
    private static let mostWords = 1 << 17
    /// The longest word that could be a segment of a path.
    private static let longestWord = 2 * ScriptTemplate.longestValue

    func contain(_ word: Span<UInt8>) -> Bool {
        let wanted = Self.hash(word)
        var low = 0
        var high = hashes.count
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < hashes.count && hashes[low] == wanted
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "._-".utf8.contains(byte)
    }

    private static func hash(_ word: Span<UInt8>) -> UInt64 {
        var hash = SipHash(0, 0)
        hash.absorb(word)
        return hash.finish()
    }
}
