/// How one consent platform, shop platform or home-grown banner writes a choice down, as data.
///
/// Read from `config/platforms/<name>.yaml` or from a site's `consent: cookies:`.
///
/// What is read becomes a tree of leaves, each with a path such as `con.CMP.a` and a text. The tree of a cookie
/// whose name has a star stands below what the star matched, and that of a cookie with `as` below that name;
/// otherwise it stands at the root. Where several cookies of the platform are present, they share the tree.
package struct PlatformDefinition: Sendable, Equatable {
    /// The settled name, such as `cookiebot`.
    package var name: String
    /// Where the format is described, for readers of the file.
    package var sources: [String] = []
    /// Cookies, which may also arrive as entries of local storage that a page sends.
    package var cookies: [CookieDefinition] = []
    /// Paths without which the tree cannot be read: the statement is opaque then.
    package var required: [String] = []
    /// Where choices stand in the tree.
    package var choices: [ChoiceDefinition] = []
    /// Words of the platform for purposes.
    ///
    /// One word may stand for several purposes.
    package var categories: [CategoryDefinition] = []
    /// Texts that say yes, no, and neither (`wait`, empty); other texts are unknown.
    package var values = ValueDefinition()
    /// Conditions in order; the first that holds gives the class.
    ///
    /// None: ``otherwise``.
    package var evidence: [EvidenceDefinition] = []
    package var otherwise = EvidenceClass.unproven
    /// When the choice was made.
    package var time: TimeDefinition?
    /// Path of the version of the banner, which a site may demand a least value of.
    package var revision: String?
    /// The service that the platform's statements are about: an analytics tool's own opt-out.
    package var tool: String?
    /// Paths of a TC string, an Additional Consent string and a GPP string.
    package var transparency: String?
    package var additional: String?
    package var globalPrivacyPlatform: String?
    /// Conditions under which the visitor sends Global Privacy Control.
    package var globalPrivacyControl: [ConditionDefinition] = []
    /// Conditions under which the visitor objects to all collecting.
    package var objection: [ConditionDefinition] = []
    /// What `matglas consent` prints as `facts`; all leaves by name if empty.
    package var facts: [FactDefinition] = []
    /// The file and line it was read from.
    package var file = ""
    package var line = 0

    package init(name: String) { self.name = name }
}

/// One cookie of a platform.
package struct CookieDefinition: Sendable, Equatable {
    /// Exact, or with one star.
    package var name: String
    /// Where the tree of the cookie stands; `nil` for the root, or for what the star matched.
    package var place: String?
    /// How the value becomes a tree, outermost first.
    ///
    /// Percent-encoding is undone first (twice where the result begins with `%7B` or `%5B`); a value without
    /// steps is one leaf.
    package var decode: [PlatformCodec] = []
    /// Leaves that hold another text: path and further steps.
    package var nested: [(path: String, decode: [PlatformCodec])] = []
    package var line = 0

    package init(name: String) { self.name = name }

    package static func == (a: Self, b: Self) -> Bool {
        a.name == b.name && a.place == b.place && a.decode == b.decode
            && a.nested.elementsEqual(b.nested) { $0.path == $1.path && $0.decode == $1.decode }
    }
}

/// One step from a text to a tree.
package enum PlatformCodec: Sendable, Equatable {
    /// Base64 or base64url, with or without padding.
    case base64
    /// JSON, or a JavaScript object literal with bare keys and single quotes.
    case object
    /// `a=1&b=2`, percent-encoded, with `+` for a space.
    case form
    /// Pairs: `a:1,b:0` with the separators `,` and `:`.
    case list(pairs: UInt8, value: UInt8)
    /// Bare words: `a,b`; their path is the place and `[]`.
    case items(separator: UInt8)
    /// What stands after the n-th separator.
    case after(separator: UInt8, count: Int)
    /// Shopify's compact form `3.AMPS_BE_t_f_token`.
    ///
    /// Leaves: `version`, `allowed[]` and `refused[]` with letters in upper case, `region`,
    /// `display_banner`, `sale_of_data_region`.
    case shopifyCompact
}

/// Where choices stand in the tree, and in which form.
package struct ChoiceDefinition: Sendable, Equatable {
    package enum Form: Sendable, Equatable {
        /// The names below `path` are words, the texts say yes or no.
        case members
        /// The texts of the list at `path` are words that are granted.
        case granted
        /// The texts of the list at `path` are words that are refused.
        case denied
        /// The list at `path` has objects: the leaf `name` of each is a word, the leaf `value` says yes or no.
        case objects(name: String, value: String)
    }
    package var form: Form
    /// Path of the object or list; empty for the root.
    package var path: String
    /// Whether the words are names of services as well as categories.
    package var hasServices = false
    /// Purposes that are refused when the object or list is there and says nothing of them.
    package var deniedIfAbsent: PurposeSet = []
    /// Words that are no choice here.
    package var except: [String] = []
    /// Instead of the platform's own.
    package var values: ValueDefinition?
    /// A condition under which the choice is not read.
    ///
    /// For `objects` it is asked of each object, and only a yes is not counted then.
    package var unless: ConditionDefinition?

    package init(_ form: Form, path: String) {
        self.form = form
        self.path = path
    }
}

/// A platform's word, and the purposes it stands for.
package struct CategoryDefinition: Sendable, Equatable {
    /// Compared without regard to case.
    package var word: String
    package var purposes: PurposeSet

    package init(word: String, purposes: PurposeSet) {
        self.word = word
        self.purposes = purposes
    }
}

/// Texts of a choice; `*` stands for every text that is not empty.
package struct ValueDefinition: Sendable, Equatable {
    package var granted = ["true", "1"]
    package var denied = ["false", "0"]

    package init() {}
}

/// A condition on the tree.
package struct ConditionDefinition: Sendable, Equatable {
    package enum Test: Sendable, Equatable {
        case present
        case absent
        /// One of these texts.
        case isOneOf([String])
        case isNoneOf([String])
        case endsWith(String)
        case isAtLeast(Int)
        /// A time of a choice, which is not before 2018.
        case isTime(TimeDefinition.Unit)
        /// Whether any choice says yes or no; the path is of no interest.
        case hasChoices
        case hasNoChoices
    }
    package var path: String
    package var test: Test

    package init(path: String, test: Test) {
        self.path = path
        self.test = test
    }
}

/// A class of evidence and the conditions that must all hold.
package struct EvidenceDefinition: Sendable, Equatable {
    package var evidence: EvidenceClass
    package var conditions: [ConditionDefinition]

    package init(_ evidence: EvidenceClass, if conditions: [ConditionDefinition]) {
        self.evidence = evidence
        self.conditions = conditions
    }
}

/// Where and how a platform writes when the choice was made.
package struct TimeDefinition: Sendable, Equatable {
    package enum Unit: String, Sendable, CaseIterable {
        case seconds
        case milliseconds
        case minutes
        /// ISO 8601, such as `2025-02-05T15:40:00.391Z`.
        case iso
    }
    package var path: String
    package var unit: Unit

    package init(path: String, unit: Unit) {
        self.path = path
        self.unit = unit
    }
}

/// One member of `facts`.
package struct FactDefinition: Sendable, Equatable {
    package enum Form: String, Sendable, CaseIterable {
        /// As the tree has it: JSON keeps its types, other texts are texts.
        case plain
        /// `1` and `true` are true, `0` and `false` are false; below an object, each member.
        case flag
        case number
        /// A list of texts.
        case items
        /// From objects: name → value.
        case pairs
        /// A number, a flag or a text, as it looks.
        case auto
        /// Names of the members that say yes.
        case granted
    }
    package var name: String
    package var path: String
    package var form: Form

    package init(name: String, path: String, form: Form) {
        self.name = name
        self.path = path
        self.form = form
    }
}
