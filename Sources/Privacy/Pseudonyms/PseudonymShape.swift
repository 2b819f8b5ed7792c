import Bytes

/// The form of a pseudonym, so that the destination accepts it in the place of its own identifier.
package enum PseudonymShape: Sendable, Equatable {
    /// Google's client id: a random number and a time, `1234567890.1700000000`.
    case gaClientID
    /// Meta's browser id: `fb.1.`, a time in milliseconds and ten digits.
    case fbp
    /// Ten digits in the range of plausible Unix times, as session ids are.
    case epochSeconds
    /// Thirteen digits in the same range, in milliseconds.
    case epochMilliseconds
    /// A random UUID (RFC 9562, version 4).
    case uuid
    /// A UUID that begins with a time (RFC 9562, version 7), as PostHog's ids are.
    case uuidV7
    /// Decimal digits, the first not zero.
    case digits(Int)
    /// Hexadecimal digits in lower case; Matomo's visitor id has sixteen.
    case hex(Int)
    /// Digits and letters of both cases.
    case base62(Int)
    /// Letters of both cases; the page-view id of Matomo has six.
    case letters(Int)
    /// The alphabet of base64url (RFC 4648 5): digits, letters, `-` and `_`.
    case token(Int)

    /// Longest pseudonym of a shape with a length; no identifier we know is longer than a SHA-512.
    package static let longest = 128

    private static let fixed: [(name: String, shape: PseudonymShape)] = [
        ("ga-client-id", .gaClientID), ("fbp", .fbp), ("epoch-seconds", .epochSeconds),
        ("epoch-milliseconds", .epochMilliseconds), ("uuid", .uuid), ("uuid-v7", .uuidV7),
    ]

    private static let sized: [(name: String, shape: @Sendable (Int) -> PseudonymShape)] = [
        ("digits", { .digits($0) }), ("hex", { .hex($0) }), ("base62", { .base62($0) }),
        ("letters", { .letters($0) }), ("token", { .token($0) }),
    ]

    /// The names of all shapes, for messages; `-N` stands for a length from 1 to ``longest``.
    package static var names: [String] { fixed.map(\.name) + sized.map { "\($0.name)-N" } }

    /// The shape that a field map calls `name`: `ga-client-id`, `fbp`, `uuid`, `digits-10`,
    /// `base62-22` and so on; `nil` for any word that ``names`` does not have.
    package init?(named name: String) {
        if let found = Self.fixed.first(where: { $0.name == name }) {
            self = found.shape
            return
        }
        guard let dash = name.lastIndex(of: "-"),
            let length = Self.length(name[name.index(after: dash)...]),
            let found = Self.sized.first(where: { $0.name == name[..<dash] })
        else { return nil }
        self = found.shape(length)
    }

    /// A length has one spelling, so that two field maps cannot mean the same and look different.
    private static func length(_ text: Substring) -> Int? {
        guard let length = Int(text), String(length) == text, (1...longest).contains(length) else {
            return nil
        }
        return length
    }
}
