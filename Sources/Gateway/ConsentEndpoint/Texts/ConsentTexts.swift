/// All that the page says, in one language.
///
/// The initialiser wants every text, so no language can lack one.
struct ConsentTexts: Sendable {
    /// A purpose as visitors read of it.
    struct PurposeText: Sendable {
        let name: String
        let explanation: String
    }

    let title: String
    /// What the page is for; it is given the shop's name.
    let introduction: @Sendable (String) -> String
    /// Above the links to the other languages.
    let languages: String

    let saved: String
    /// After a choice that the browser has not kept.
    let notKept: String
    /// For visitors whose browser sends Global Privacy Control.
    let globalPrivacyControl: String

    let everything: String
    let acceptAll: String
    let refuseAll: String

    let selection: String
    let statistics: PurposeText
    let marketing: PurposeText
    let preferences: PurposeText
    let granted: String
    let denied: String
    let unknown: String
    let save: String

    let withdrawal: String
    let withdrawalExplanation: String
    let withdraw: String

    let objection: String
    let objectionExplanation: String
    let object: String
    let objected: String

    let policy: String
    let cookie: String

    let refusedTitle: String
    /// Why a choice from another site was not taken.
    let refusedExplanation: String
    let unreadableTitle: String
    let unreadableExplanation: String
    let back: String

    static func of(_ language: ConsentLanguage) -> Self {
        switch language {
        case .nl: dutch
        case .fr: french
        case .en: english
        case .de: german
        }
    }
}
