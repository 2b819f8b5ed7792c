/// What a detector finds.
///
/// Each class has one detector and one placeholder.
package enum DetectorClass: UInt8, Sendable, CaseIterable {
    case email, address, url, iban, card, nationalID, token, uuid, phone, mac, order, userAgent

    /// What takes the place of a find; addresses, URLs and user agents are reduced instead.
    package var placeholder: StaticString {
        switch self {
        case .email: "{email}"
        case .address: "{ip}"
        case .url: "{url}"
        case .iban: "{iban}"
        case .card: "{card}"
        case .nationalID: "{nationalid}"
        case .token: "{token}"
        case .uuid: "{uuid}"
        case .phone: "{phone}"
        case .mac: "{mac}"
        case .order: "{order}"
        case .userAgent: "{ua}"
        }
    }

    /// The label in reports.
    package var name: String {
        switch self {
        case .email: "email"
        case .address: "ip"
        case .url: "url"
        case .iban: "iban"
        case .card: "card"
        case .nationalID: "national-id"
        case .token: "token"
        case .uuid: "uuid"
        case .phone: "phone"
        case .mac: "mac"
        case .order: "order"
        case .userAgent: "user-agent"
        }
    }
}

/// How many values of each class were found.
///
/// Never the values.
package struct ScrubCounts: Sendable {
    private var counts: [12 of Int] = .init(repeating: 0)

    package init() {}

    package subscript(found: DetectorClass) -> Int { counts[Int(found.rawValue)] }

    /// Everything found.
    package var total: Int {
        var sum = 0
        for index in counts.indices { sum += counts[index] }
        return sum
    }

    mutating func add(_ found: DetectorClass, _ count: Int = 1) {
        counts[Int(found.rawValue)] &+= count
    }
}

/// One find: what, and where.
struct Finding {
    let kind: DetectorClass
    /// What is replaced.
    let range: Range<Int>
    /// The part of a URL or user agent that is reduced; the rest of it goes.
    let reduced: Range<Int>
    /// Whether slashes and colons of a URL are written as escapes.
    let isEscaped: Bool

    init(_ kind: DetectorClass, _ range: Range<Int>) {
        self.init(kind, range, reduced: range)
    }

    init(
        _ kind: DetectorClass, _ range: Range<Int>, reduced: Range<Int>, isEscaped: Bool = false
    ) {
        self.kind = kind
        self.range = range
        self.reduced = reduced
        self.isEscaped = isEscaped
    }
}
