package import Decoding

/// The fields of one wire format as written in YAML, before it is compiled against a profile.
package struct FieldMapDefinition: Sendable, Equatable {
    /// The vendor or log format, such as `google-analytics-4`.
    package var name: String
    /// The file it was read from, for messages and `explain`.
    package var file: String
    /// In the order of the file.
    package var fields: [FieldDefinition]

    package init(name: String, file: String, fields: [FieldDefinition]) {
        self.name = name
        self.file = file
        self.fields = fields
    }
}

/// One field of a map: a name pattern, its kind, and how to look inside its value.
package struct FieldDefinition: Sendable, Equatable {
    /// An exact name, `ep.*` (a prefix), `pr#` (a prefix and decimal digits), or inside other fields
    /// `*` (every other name).
    package var pattern: String
    /// `nil` for a field that only holds other fields; a plain value in its place is unknown.
    package var kind: Kind?
    /// How the value is decoded, outermost first; the parts are named by `fields`.
    ///
    /// Empty for a plain value, and for an object of the text that it stands in.
    package var decode: [NestedCodec]
    /// The fields inside a nested value; empty for a plain one.
    package var fields: [FieldDefinition]
    /// Whether the fields inside are those of the level that this field stands on, again.
    package var isRecursive = false
    /// What a pseudonym must look like so that the destination accepts it.
    package var shape: String?
    /// What a kept value of a log must look like; `nil` if its kind alone decides.
    package var grammar: LogFieldShape?
    /// What the statistics read from this field.
    package var fact: Fact?
    /// The only values that may leave; empty if the kind alone decides.
    package var values: [String] = []
    /// Whether each object here is an event of its own.
    package var isEvent = false
    /// Whether the destination refuses the request without this secret.
    package var isRequired = false
    /// Whether the value says which browser, system or device the visitor has, and so becomes
    /// "other" where too few visitors have it.
    package var isBrowser = false
    /// Whether each array here is a name of the sender's own and its value.
    package var isNamed = false
    /// Line in the file, from 1.
    package var line: Int

    package init(
        pattern: String, kind: Kind?, decode: [NestedCodec] = [], fields: [FieldDefinition] = [],
        shape: String? = nil, fact: Fact? = nil, line: Int = 0
    ) {
        self.pattern = pattern
        self.kind = kind
        self.decode = decode
        self.fields = fields
        self.shape = shape
        self.fact = fact
        self.line = line
    }
}

/// A codec that a field's value can be handed to.
package enum NestedCodec: String, Sendable, CaseIterable {
    /// `a=1&b=2`, percent-encoded, with or without a question mark before it.
    case form
    /// A JSON text.
    case json
    /// Google Analytics 4 item: `id42~nmFiets~pr499`.
    case tildeItem = "tilde-item"
    /// `GET /path HTTP/1.1`.
    case requestLine = "request-line"
    /// `Sentry version=7, key=abc`, or with semicolons.
    case parameters
    /// `event=purchase;value=49.95`.
    case semicolons
    /// What people gave, as Google's tag packs it: `tv.1~em.<hash>~ct.<text>`.
    case userData = "user-data"
    /// Google's cross-domain packing: `1*<checksum>*<key>*<base64>`.
    case linker
    /// Base64 or base64url around another value.
    case base64
    /// One more level of percent-encoding around another value.
    case percent
    /// gzip or zlib around another value; it leaves without.
    case inflate
    /// A line of a log, in whichever format it is written.
    case logLine = "log-line"
    /// A list of objects that have a name (`key` or `name`) and a `value`.
    case namedValues = "named-values"

    /// Whether an object of JSON may stand in the place of the value.
    package var mayBeText: Bool {
        self == .json || self == .namedValues || self == .requestLine
    }

    /// Whether only logs have such values.
    package var isOfLogs: Bool { self == .logLine || self == .namedValues }

    /// Whether the codec needs no fields to say what is inside.
    package var namesItself: Bool { self == .logLine }

    /// Whether the codec only wraps a value instead of splitting it into fields.
    package var isWrapper: Bool { self == .base64 || self == .percent || self == .inflate }
}

/// A role that a field plays in the statistics.
package enum Fact: String, Sendable, CaseIterable {
    case event
    case page
    case referrer
    case revenue
    case currency
    /// The request line of a server log: method and page.
    case request
    /// The method of a request.
    case method
    /// The status of the answer.
    case status
    /// The host that was asked.
    case host
    /// The browser, in the visitor's words.
    case userAgent = "user-agent"
    /// When a server answered: the day on which a line is counted.
    case time
    /// Why a browser asks (`Sec-Purpose`): a page fetched beforehand is none that was seen.
    case purpose
}
