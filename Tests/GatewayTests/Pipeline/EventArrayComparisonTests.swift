import Decoding
import Testing

@testable import Delivery

/// Delivery must not read with the codecs of raw data, and so has a scanner of its own; it and the strict
/// reader are held against each other.
@Suite struct EventArrayComparisonTests {
    private static let texts = [
        #"[{"e":[1,-2.5e3,0],"n":null},"x\u00e9\\\"é€😀",[],{},true,false]"#,
        #" [ 1 , { "a" : [ ] } , -0.0E+1 ] "#,
        #"{"k":"a\"b","batch":[{"e":[1,{"batch":[]}]},"?a=1&b=[2]"],"t":true}"#,
        "[" + String(repeating: "[", count: 70) + "1" + String(repeating: "]", count: 70) + "]",
    ]
    private static let marks =
        Array("[]{}:,\"\\ \n\t0-19.eE+utfnab/\u{1}\u{7F}".utf8) + [0xC3, 0xA9, 0xFF]

    /// Whether the strict reader takes the whole text, and what is first in it.
    private func strict(_ bytes: [UInt8]) -> (isRead: Bool, elements: Int?) {
        var cursor = JSONCursor(depthLimit: JSONScanner.mostNested)
        var elements: Int?
        do throws(JSONFault) {
            guard try cursor.next(in: bytes.span) == .beginArray else {
                while try cursor.next(in: bytes.span) != nil {}
                return (true, nil)
            }
            elements = 0
            while try cursor.skipValue(in: bytes.span) != nil { elements = (elements ?? 0) + 1 }
            return (try cursor.next(in: bytes.span) == nil, elements)
        } catch {
            return (false, nil)
        }
    }

    @Test("They take the same lists, count the same events, and what is joined is JSON for both")
    func agree() {
        let rule = BatchRule(arrays: ["batch", "."], most: 100, largest: 10_000)
        var steps = Steps(state: 5)
        var accepted = 0
        for round in 0..<60_000 {
            var bytes = Array(Self.texts[round % Self.texts.count].utf8)
            for _ in 0..<Int.random(in: 0...3, using: &steps) {
                let place = Int.random(in: 0..<bytes.count, using: &steps)
                let mark = Self.marks.randomElement(using: &steps) ?? 0
                switch Int.random(in: 0..<3, using: &steps) {
                case 0: bytes[place] = mark
                case 1: bytes.insert(mark, at: place)
                default: bytes.remove(at: place)
                }
            }
            let (isRead, elements) = strict(bytes)
            let found = EventArray(in: bytes.span, rule: rule)
            if let elements, elements > 0 {
                #expect(found?.count == elements)
            } else if found != nil {
                #expect(isRead && elements == nil)
            }
            guard let found else { continue }
            accepted += 1
            var joined = Array(bytes[..<found.interior.upperBound])
            joined.append(UInt8(ascii: ","))
            joined += bytes[found.interior.lowerBound...]
            let again = EventArray(in: joined.span, rule: rule)
            let isJoined = strict(joined).isRead
            #expect(again?.count == 2 * found.count && isJoined)
        }
        #expect(accepted > 5_000)
    }

    /// The same numbers each time (SplitMix64).
    private struct Steps: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
