import Bytes
import Decoding

extension EventAnonymizer {
    /// Judges an array of a name and a value, `["klantgroep","zakelijk"]`, by the name.
    ///
    /// Returns whether the pair may be walked: a name that is personal, no plain name, or no text at
    /// all takes its value with it.
    mutating func isHarmlessName(_ quoted: Range<Int>, in input: Span<UInt8>) -> Bool {
        var name = scratch.take()
        defer { scratch.give(&name) }
        JSONString.decode(input.extracting(quoted.dropFirst().dropLast()), into: &name)
        return PersonalNames.isHarmless(name.span)
    }
}
