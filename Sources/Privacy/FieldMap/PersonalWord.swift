/// What a word says in the name of a parameter.
struct PersonalWord: Sendable {
    /// Whom or what a name is about.
    enum Subject: UInt8, Sendable {
        case none, person, billing, delivery, order

        /// The place in ``Kind/allCases`` of what is said of the subject, or -1.
        func kind(of attribute: Attribute) -> Int8 {
            guard self != .none, attribute != .none else { return -1 }
            switch attribute {
            case .none: return -1
            case .name: return self == .order ? -1 : Place.name
            case .address: return Place.address
            case .phone: return Place.phone
            case .mobile: return self == .order ? -1 : Place.phone
            case .email: return Place.email
            case .number: return self == .person || self == .billing ? Place.user : Place.order
            case .birth: return self == .person ? Place.birth : -1
            case .ip: return Place.ip
            }
        }
    }

    /// What is said of a subject.
    enum Attribute: UInt8, Sendable {
        case none, name, address, phone, email, number, birth, ip
        /// A number, or whether the device is one.
        case mobile

        /// Whether things have it too: `customer_group_id`, `payment_method_name`.
        var isWeak: Bool { self == .name || self == .number || self == .mobile }
    }

    /// Places of kinds, which are looked up once.
    private enum Place {
        static let name = place(.personName)
        static let address = place(.postalAddress)
        static let phone = place(.phone)
        static let email = place(.email)
        static let user = place(.userID)
        static let order = place(.orderID)
        static let birth = place(.birthDate)
        static let ip = place(.ip)

        static func place(_ kind: Kind) -> Int8 { Int8(FieldRule.position(of: kind)) }
    }

    /// The place in ``Kind/allCases`` of what the word means as a whole name, or -1.
    var kind: Int8 = -1
    var subject = Subject.none
    var attribute = Attribute.none
    var traits: UInt8 = 0

    static let unknown = PersonalWord()
    /// Its kind counts wherever the word stands.
    static let strong: UInt8 = 1
    /// It names a thing, whose name and number are nobody's: `group`, `method`.
    static let thing: UInt8 = 2
    /// It says nothing: `de`, `of`, `data`.
    static let filler: UInt8 = 4

    var isStrong: Bool { traits & Self.strong != 0 }
    var isThing: Bool { traits & Self.thing != 0 }
    var isFiller: Bool { traits & Self.filler != 0 }
    /// Whether compounds begin with it.
    var isHead: Bool { subject != .none }
    var isKnown: Bool { kind >= 0 || traits != 0 || subject != .none || attribute != .none }
}
