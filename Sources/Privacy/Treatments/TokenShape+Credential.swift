import Bytes

extension TokenShape {
    /// Longest key that a destination gives out; Meta's access tokens have some 250 characters.
    private static let longestCredential = 512

    /// Whether `value` is written like a key of a service: letters, digits and the marks of base64,
    /// no address, no sentence.
    static func isCredential(_ value: Span<UInt8>) -> Bool {
        guard value.count <= longestCredential else { return false }
        for index in value.indices where !ASCII.isAlphanumeric(value[index]) {
            guard "-._~+/=|".utf8.contains(value[index]) else { return false }
        }
        return !value.isEmpty
    }
}
