/// How far a parser came with the bytes it was given.
package enum ParseProgress: Equatable, Sendable {
    /// All bytes so far are acceptable; more have to follow.
    case needMore
    /// The unit is complete.
    case complete
    /// The bytes are refused for good.
    case refused(HTTPFault)
}
