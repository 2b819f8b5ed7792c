/// What a destination does with an event, and so what it needs consent for.
package enum Purpose: String, Sendable, CaseIterable {
    /// Needed for a service the visitor asked for; never asked.
    case functional
    /// Remembering choices and personalising contents.
    case preferences
    /// Measuring how the shop is used.
    case statistics
    /// All three uses in advertising.
    case marketing
    /// Storing and reading advertising identifiers on the device.
    case adStorage = "ad_storage"
    /// Sending data about the visitor to advertisers.
    case adUserData = "ad_user_data"
    /// Showing advertising by what is known of the visitor.
    case adPersonalization = "ad_personalization"
}
