package import Consent
package import Decoding

extension ConsentEvidence {
    /// Adds the signals that a vendor's map finds in the query string and the body of an event.
    ///
    /// For callers without a reader of their own; a lane keeps one, see ``EventConsentReader``.
    package func add(
        _ event: borrowing RawEvent, layouts: [BodyLayout], map: CompiledMap,
        trusted: Bool = false, watched: WatchedVendors = WatchedVendors()
    ) {
        EventConsentReader().read(
            event, layouts: layouts, map: map, trusted: trusted, watched: watched, into: self)
    }
}
