/// What is written of a wrapper besides its fields.
package struct WrappingDefinition: Sendable, Equatable {
    package var head = LogHead.syslog
    /// The parameters of structured data that are known (RFC 5424 6.3).
    package var structuredData: [FieldDefinition] = []
    /// The values that a message names itself: `from=<…>`.
    package var values: [FieldDefinition] = []
    /// Which formats the lines of a program are tried with first.
    package var programs: [ProgramLines] = []
    /// Formats of one program's lines each, whose messages are read as these say.
    package var textNames: [String] = []
    /// The formats that ``textNames`` have.
    package var texts: [LogFormatDefinition] = []
    /// The programs whose lines alone are of this format; empty for any.
    package var linesOf: [String] = []

    package init() {}
}

/// The formats of one program's lines.
package struct ProgramLines: Sendable, Equatable {
    package var name: String
    package var formats: [String]

    package init(name: String, formats: [String]) {
        self.name = name
        self.formats = formats
    }
}

/// What stands before a line of another format.
package enum LogHead: String, Sendable, CaseIterable {
    /// That of a log daemon (RFC 3164, RFC 5424, and what rsyslog and HAProxy make of them).
    case syslog
    /// That of a container runtime.
    case container
}

/// The fields of a wrapper, as its file names them.
package enum WrappedField: String, Sendable, CaseIterable {
    case host
    case program
    case process
    case messageID = "message-id"
    /// The number of a mail at the beginning of a message.
    case queue
    case message
}
