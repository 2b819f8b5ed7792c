extension ConsentTexts {
    static let german = Self(
        title: "Ihre Datenschutz-Auswahl",
        introduction: {
            "\($0) fragt, bevor Ihr Besuch für die folgenden Zwecke genutzt wird. Ohne Ihr Ja wird"
                + " dafür nichts weitergegeben. Sie können Ihre Auswahl hier jederzeit ändern."
        },
        languages: "Sprache",
        saved: "Ihre Auswahl ist gespeichert.",
        notKept:
            "Ihr Browser hat die Auswahl nicht behalten, weil er hier keine Cookies annimmt. Nichts"
            + " gilt als erlaubt.",
        globalPrivacyControl:
            "Ihr Browser bittet mit Global Privacy Control, Ihre Daten nicht weiterzugeben. Das gilt"
            + " als Nein zu Werbung, was auch immer unten gewählt ist.",
        everything: "Alles auf einmal",
        acceptAll: "Alle erlauben",
        refuseAll: "Alle ablehnen",
        selection: "Für jeden Zweck wählen",
        statistics: PurposeText(
            name: "Statistik",
            explanation: "Messen, wie der Shop genutzt wird, um ihn zu verbessern."),
        marketing: PurposeText(
            name: "Werbung",
            explanation: "Werbung messen und solche zeigen, die zu Ihren Besuchen passt."),
        preferences: PurposeText(
            name: "Einstellungen",
            explanation: "Ihre Einstellungen behalten und den Shop daran anpassen."),
        granted: "Erlaubt",
        denied: "Abgelehnt",
        unknown: "Noch nicht gewählt",
        save: "Diese Auswahl speichern",
        withdrawal: "Einwilligung widerrufen",
        withdrawalExplanation:
            "Nimmt alles zurück, was Sie erlaubt haben. Was noch auf die Weitergabe wartet, wird"
            + " gelöscht, bevor diese Seite es bestätigt.",
        withdraw: "Widerrufen",
        objection: "Widersprechen",
        objectionExplanation:
            "Sie können auch dem Zählen Ihrer Besuche widersprechen, selbst wenn dabei nichts auf Sie"
            + " hinweist (DSGVO, Artikel 21). Alle Zwecke oben sind damit abgelehnt.",
        object: "Meine Besuche nicht einmal zählen",
        objected:
            "Sie haben widersprochen. Ihre Besuche werden nicht gezählt, bis Sie oben einen Zweck"
            + " erlauben.",
        policy: "Datenschutzerklärung",
        cookie:
            "Ihre Auswahl steht höchstens 13 Monate im Cookie matglas_consent. Er enthält nichts, was"
            + " Sie von anderen Besuchern unterscheidet.",
        refusedTitle: "Nicht gespeichert",
        refusedExplanation:
            "Diese Auswahl kam von einer anderen Website. Einwilligen kann man nur auf dieser Seite"
            + " oder im Shop selbst.",
        unreadableTitle: "Nicht verstanden",
        unreadableExplanation: "Die Auswahl war nicht lesbar; es wurde nichts geändert.",
        back: "Zur Seite mit Ihrer Auswahl")
}
