/// A consent signal that stands in a field of an event; a vendor map says in which.
package enum ConsentSignal: String, Sendable, CaseIterable {
    case gcs
    case gcd
}
