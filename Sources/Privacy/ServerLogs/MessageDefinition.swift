package import Decoding

/// What is written of a message format besides its fields.
package struct MessageDefinition: Sendable, Equatable {
    package var layout = MessageLayout.nginxError
    /// The values that a message names itself: `[uri "…"]`.
    package var values: [FieldDefinition] = []
    /// The members of JSON objects that go with a message.
    package var members: [FieldDefinition] = []

    package init() {}
}
