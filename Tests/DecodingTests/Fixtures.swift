import Bytes

/// A small generator whose numbers are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Up to `longest` bytes, half of the time drawn from `alphabet`.
    mutating func bytes(upTo longest: Int, from alphabet: String) -> [UInt8] {
        let letters = Array(alphabet.utf8)
        let useAlphabet = Bool.random(using: &self)
        return (0..<Int.random(in: 0...longest, using: &self)).map { _ in
            if useAlphabet, let letter = letters.randomElement(using: &self) { return letter }
            return UInt8.random(in: 0...255, using: &self)
        }
    }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}

extension [UInt8] {
    /// The text of a range, read as Latin-1 so that no byte is lost.
    func text(_ range: Range<Int>) -> String {
        String(self[range].map { Character(Unicode.Scalar($0)) })
    }

    func text(_ range: Range<Int>?) -> String? {
        range.map { text($0) }
    }
}

/// What `body` writes, as bytes.
func written(_ body: (inout ByteBuffer) -> Void) -> [UInt8] {
    var output = ByteBuffer()
    body(&output)
    return output.span.array
}
