/// What a detector finds.
///
/// Each class has one detector and one placeholder. ``name`` is public API: reports, metrics and
/// configurations use it, so a name never changes its meaning. ``DetectorCatalogue`` says what each
/// class finds and how it is checked.
package enum DetectorClass: UInt8, Sendable, CaseIterable {
    case email, address, url, iban, card, nationalID, token, uuid, phone, mac, order, userAgent
    case payment, parcel, companyNumber, postalAddress, hostName, hash, secret, clientID, clickID
    case userID, personName, birthDate, deviceID

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
        case .payment: "{payment}"
        case .parcel: "{parcel}"
        case .companyNumber: "{company}"
        case .postalAddress: "{address}"
        case .hostName: "{host}"
        case .hash: "{hash}"
        case .secret: "{secret}"
        case .clientID: "{clientid}"
        case .clickID: "{clickid}"
        case .userID: "{userid}"
        case .personName: "{name}"
        case .birthDate: "{birthdate}"
        case .deviceID: "{deviceid}"
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
        case .payment: "payment"
        case .parcel: "parcel"
        case .companyNumber: "company-number"
        case .postalAddress: "postal-address"
        case .hostName: "host-name"
        case .hash: "hash"
        case .secret: "secret"
        case .clientID: "client-id"
        case .clickID: "click-id"
        case .userID: "user-id"
        case .personName: "person-name"
        case .birthDate: "birth-date"
        case .deviceID: "device-id"
        }
    }
}

/// How many values of each class were found.
///
/// Never the values.
package struct ScrubCounts: Sendable {
    private var counts: [25 of Int] = .init(repeating: 0)

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
    /// What takes the place of the find.
    let placeholder: StaticString

    init(_ kind: DetectorClass, _ range: Range<Int>) {
        self.init(kind, range, reduced: range)
    }

    /// With a placeholder that says more than that of the class.
    init(_ kind: DetectorClass, _ range: Range<Int>, placeholder: StaticString) {
        self.kind = kind
        self.range = range
        self.reduced = range
        self.isEscaped = false
        self.placeholder = placeholder
    }

    init(
        _ kind: DetectorClass, _ range: Range<Int>, reduced: Range<Int>, isEscaped: Bool = false
    ) {
        self.kind = kind
        self.range = range
        self.reduced = reduced
        self.isEscaped = isEscaped
        self.placeholder = kind.placeholder
    }
}
