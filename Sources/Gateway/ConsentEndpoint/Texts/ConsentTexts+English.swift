extension ConsentTexts {
    static let english = Self(
        title: "Your privacy choices",
        introduction: {
            "\($0) asks before it uses your visit for the purposes below. Without your yes, nothing is"
                + " passed on for them. You can change your choice here at any time."
        },
        languages: "Language",
        saved: "Your choice has been saved.",
        notKept:
            "Your browser did not keep your choice, because it does not accept cookies here. Nothing"
            + " counts as allowed.",
        globalPrivacyControl:
            "Your browser asks with Global Privacy Control not to share your data. That counts as a no"
            + " to advertising, whatever is chosen below.",
        everything: "All at once",
        acceptAll: "Accept all",
        refuseAll: "Refuse all",
        selection: "Choose for each purpose",
        statistics: PurposeText(
            name: "Statistics",
            explanation: "Measuring how the shop is used, in order to improve it."),
        marketing: PurposeText(
            name: "Advertising",
            explanation: "Measuring advertisements and showing you ones that match your visits."),
        preferences: PurposeText(
            name: "Preferences",
            explanation: "Remembering your settings and adapting the shop to them."),
        granted: "Allowed",
        denied: "Refused",
        unknown: "Not chosen yet",
        save: "Save this choice",
        withdrawal: "Withdraw your consent",
        withdrawalExplanation:
            "Takes back everything you have allowed. What is still waiting to be passed on is removed"
            + " before this page confirms it.",
        withdraw: "Withdraw",
        objection: "Object",
        objectionExplanation:
            "You may also object to having your visits counted without anything that points to you"
            + " (GDPR, article 21). All purposes above are refused with it.",
        object: "Do not even count my visits",
        objected:
            "You have objected. Your visits are not counted, until you allow a purpose above.",
        policy: "Privacy statement",
        cookie:
            "Your choice is kept in the cookie matglas_consent for at most 13 months. It contains"
            + " nothing that tells you from other visitors.",
        refusedTitle: "Not saved",
        refusedExplanation:
            "This choice was sent from another website. Consent can only be given on this page or in"
            + " the shop itself.",
        unreadableTitle: "Not understood",
        unreadableExplanation: "The choice could not be read, so nothing was changed.",
        back: "To the page with your choices")
}
