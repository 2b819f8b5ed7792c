/// What one signal of a request says.
///
/// It holds no part of the signal's text, so it may be cached and counted.
package struct ConsentStatement: Sendable, Equatable {
    package var signal: SignalName
    package var evidence: EvidenceClass
    /// Purposes that the signal says yes to; whether that counts is decided by ``evidence``.
    package var granted: PurposeSet = []
    /// Purposes that the signal says no to.
    package var denied: PurposeSet = []
    /// What of ``granted`` follows only from services that the signal names.
    ///
    /// It speaks for tools that platforms have no name for, and not for another tool by name.
    package var grantedThroughServices: PurposeSet = []
    /// Services that the signal names and says yes to.
    package var grantedServices = ServiceSet()
    /// Services that the signal names and says no to.
    package var deniedServices = ServiceSet()
    /// The tools that the statement is about; empty if it is about every destination.
    package var tools = ServiceSet()
    /// When the choice was made, in seconds since 1970; `nil` if the signal does not say.
    package var time: Int64?
    /// Whether the choice was made for an earlier version of the site's banner.
    package var isOutdated = false
    /// Whether the visitor objects to all collecting (GDPR, article 21), counting included.
    package var isObjection = false
    /// Whether it comes from a TC string and so grants nothing by itself.
    package var isVetoOnly = false

    package init(_ signal: SignalName, _ evidence: EvidenceClass) {
        self.signal = signal
        self.evidence = evidence
    }

    /// Makes the statement say yes to nothing; what it refuses stays.
    package mutating func removeGrants() {
        granted = []
        grantedThroughServices = []
        grantedServices = ServiceSet()
    }
}
