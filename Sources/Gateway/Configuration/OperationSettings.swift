/// What has to happen before an answered event can be lost.
package enum Durability: String, Sendable, CaseIterable {
    /// The process may die at any moment; what was answered is in the hands of the kernel.
    case process
    /// The machine may lose its power; what was answered is on the disk.
    case power
}

/// How long and how much the spool keeps of what is not delivered yet.
package struct SpoolSettings: Sendable, Equatable {
    /// Seconds after which an event is not sent any more.
    package var maximumAge = 24 * 3600
    /// Bytes that one destination's events may take; further clients are asked to come back.
    package var maximumBytes = 1024 * 1024 * 1024
    /// Days for which requests that could not be delivered are kept; 0 for not at all.
    package var deadLetterDays = 7
}

/// How the program reports about itself on standard error.
package struct LoggingSettings: Sendable, Equatable {
    package enum Form: String, Sendable, CaseIterable {
        case text
        case json
    }
    package enum Level: String, Sendable, CaseIterable {
        case debug
        case info
        case notice
        case warning
        case error
    }
    package var form = Form.text
    package var level = Level.info
}

/// The account that the program goes on as once its listeners are open.
package struct Account: Sendable, Equatable {
    package var user: String
    /// The user's own group if `nil`.
    package var group: String?
    package var line: Int
}
