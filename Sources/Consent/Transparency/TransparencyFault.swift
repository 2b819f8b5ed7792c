/// Why a TC string or an Additional Consent string was not read; it holds nothing of the text.
package struct TransparencyFault: Error, Sendable, Equatable {
    package enum Reason: String, Sendable, CaseIterable {
        case tooLong = "the string is too long"
        case notBase64URL = "a character is not of base64url"
        case version = "the version is not 2"
        case endOfBits = "the bits run out"
        case vendorZero = "a vendor has the number 0"
        case vendorAboveMaximum = "a vendor is above the section's greatest number"
        case reversedRange = "a range ends before it begins"
        case tooManyRanges = "there are too many ranges of vendors"
        case repeatedSegment = "a segment stands twice"
        case providerNumber = "a provider's number is not between 1 and 65535"
        case providerInBothLists = "a provider is both consented and not"
        case form = "the parts are not those of the version"
    }
    package let reason: Reason
    /// Characters before the place where reading stopped.
    package let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
