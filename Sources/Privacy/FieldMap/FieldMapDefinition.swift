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
    /// An exact name, `ep.*` (a prefix), or `pr#` (a prefix and decimal digits).
    package var pattern: String
    package var kind: Kind
    /// How the value is decoded further; the parts are named by `fields`.
    ///
    /// `nil` for a plain value.
    package var decode: NestedCodec?
    /// The fields inside a nested value; empty for a plain one.
    package var fields: [FieldDefinition]
    /// What a pseudonym must look like so that the destination accepts it.
    package var shape: String?
    /// What the statistics read from this field.
    package var fact: Fact?
    /// Line in the file, from 1.
    package var line: Int

    package init(
        pattern: String, kind: Kind, decode: NestedCodec? = nil, fields: [FieldDefinition] = [],
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
    /// `a=1&b=2`, percent-encoded.
    case form
    /// A JSON text.
    case json
    /// Google Analytics 4 item: `id42~nmFiets~pr499`.
    case tildeItem = "tilde-item"
    /// `GET /path HTTP/1.1`.
    case requestLine = "request-line"
}

/// A role that a field plays in the statistics.
package enum Fact: String, Sendable, CaseIterable {
    case event
    case page
    case referrer
    case revenue
    case currency
}
