/// Why a GPP string cannot be read; the raw value is the reason in words.
///
/// It says nothing of the string's contents.
package enum GlobalPrivacyPlatformFault: String, Error, Sendable, CaseIterable {
    case tooLong = "string is too long"
    case notBase64 = "header is not base64url"
    case truncatedHeader = "header is truncated"
    case wrongType = "type field is not 3"
    case wrongVersion = "version field is not 1"
    case truncatedRange = "section range runs past the end of the header"
    case sectionOutOfRange = "section id is out of range"
    case tooManySections = "too many sections"
    case sectionMismatch = "number of sections differs from the number of section ids"
    case truncatedSection = "section payload truncated"
    case unreadableSection = "section payload is not base64url"
    case unknownSection = "section is not known"
}
