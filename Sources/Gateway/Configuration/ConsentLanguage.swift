import Bytes

/// The languages that the page is written in.
package enum ConsentLanguage: String, Sendable, CaseIterable {
    case nl
    case fr
    case en
    case de

    /// The code as HTML and HTTP write it (BCP 47).
    var code: StaticString {
        switch self {
        case .nl: "nl"
        case .fr: "fr"
        case .en: "en"
        case .de: "de"
        }
    }

    /// The language's own name.
    var name: StaticString {
        switch self {
        case .nl: "Nederlands"
        case .fr: "Français"
        case .en: "English"
        case .de: "Deutsch"
        }
    }

    /// The language of a code, which is compared without regard to case.
    init?(code written: Span<UInt8>) {
        for language in Self.allCases where written.equalsIgnoringCase(language.code) {
            self = language
            return
        }
        return nil
    }
}
