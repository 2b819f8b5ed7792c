extension ConsentTexts {
    static let dutch = Self(
        title: "Je privacykeuzes",
        introduction: {
            "\($0) vraagt toestemming voordat je bezoek voor de doelen hieronder wordt gebruikt. Zonder"
                + " je ja wordt daarvoor niets doorgegeven. Je kunt je keuze hier altijd wijzigen."
        },
        languages: "Taal",
        saved: "Je keuze is bewaard.",
        notKept:
            "Je browser heeft je keuze niet bewaard, omdat hij hier geen cookies aanvaardt. Er geldt"
            + " niets als toegestaan.",
        globalPrivacyControl:
            "Je browser vraagt met Global Privacy Control om je gegevens niet te delen. Dat geldt als"
            + " een nee tegen advertenties, wat hieronder ook gekozen is.",
        everything: "Alles in één keer",
        acceptAll: "Alles toestaan",
        refuseAll: "Alles weigeren",
        selection: "Per doel kiezen",
        statistics: PurposeText(
            name: "Statistieken",
            explanation: "Meten hoe de winkel wordt gebruikt, om hem te verbeteren."),
        marketing: PurposeText(
            name: "Advertenties",
            explanation: "Advertenties meten en tonen die bij je bezoeken passen."),
        preferences: PurposeText(
            name: "Voorkeuren",
            explanation: "Je instellingen onthouden en de winkel eraan aanpassen."),
        granted: "Toegestaan",
        denied: "Geweigerd",
        unknown: "Nog niet gekozen",
        save: "Deze keuze bewaren",
        withdrawal: "Je toestemming intrekken",
        withdrawalExplanation:
            "Trekt alles in wat je hebt toegestaan. Wat nog op doorgeven wacht, wordt verwijderd"
            + " voordat deze pagina het bevestigt.",
        withdraw: "Intrekken",
        objection: "Bezwaar maken",
        objectionExplanation:
            "Je kunt er ook bezwaar tegen maken dat je bezoeken worden geteld, zelfs zonder iets dat"
            + " naar jou verwijst (AVG, artikel 21). Alle doelen hierboven zijn dan geweigerd.",
        object: "Mijn bezoeken niet eens tellen",
        objected:
            "Je hebt bezwaar gemaakt. Je bezoeken worden niet geteld, tot je hierboven een doel"
            + " toestaat.",
        policy: "Privacyverklaring",
        cookie:
            "Je keuze staat hoogstens 13 maanden in de cookie matglas_consent. Die bevat niets wat jou"
            + " van andere bezoekers onderscheidt.",
        refusedTitle: "Niet bewaard",
        refusedExplanation:
            "Deze keuze kwam van een andere website. Toestemming kun je alleen op deze pagina of in de"
            + " winkel zelf geven.",
        unreadableTitle: "Niet begrepen",
        unreadableExplanation: "De keuze kon niet worden gelezen; er is niets gewijzigd.",
        back: "Naar de pagina met je keuzes")
}
