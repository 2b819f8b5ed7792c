package import Consent

/// What the browser's own storage says, once a platform's format is undone.
package struct StoredChoice: Sendable, Equatable {
    /// Only what the visitor is proved to have chosen.
    package var states: ConsentStates
    /// When the visitor chose, in seconds since 1970; `nil` if the storage does not say.
    package var time: Int64?

    package init(_ states: ConsentStates, time: Int64? = nil) {
        self.states = states
        self.time = time
    }
}
