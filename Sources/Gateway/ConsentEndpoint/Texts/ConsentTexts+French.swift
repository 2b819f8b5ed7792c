extension ConsentTexts {
    static let french = Self(
        title: "Vos choix de confidentialité",
        introduction: {
            "\($0) vous demande votre accord avant d’utiliser votre visite pour les finalités"
                + " ci-dessous. Sans votre oui, rien n’est transmis à ces fins. Vous pouvez modifier"
                + " votre choix ici à tout moment."
        },
        languages: "Langue",
        saved: "Votre choix est enregistré.",
        notKept:
            "Votre navigateur n’a pas conservé votre choix, car il n’accepte pas de cookies ici. Rien"
            + " n’est considéré comme autorisé.",
        globalPrivacyControl:
            "Votre navigateur demande par Global Privacy Control de ne pas partager vos données. Cela"
            + " vaut refus de la publicité, quel que soit le choix ci-dessous.",
        everything: "Tout en une fois",
        acceptAll: "Tout accepter",
        refuseAll: "Tout refuser",
        selection: "Choisir par finalité",
        statistics: PurposeText(
            name: "Statistiques",
            explanation: "Mesurer l’utilisation de la boutique afin de l’améliorer."),
        marketing: PurposeText(
            name: "Publicité",
            explanation:
                "Mesurer les publicités et vous en montrer qui correspondent à vos visites."),
        preferences: PurposeText(
            name: "Préférences",
            explanation: "Retenir vos réglages et y adapter la boutique."),
        granted: "Autorisé",
        denied: "Refusé",
        unknown: "Pas encore choisi",
        save: "Enregistrer ce choix",
        withdrawal: "Retirer votre consentement",
        withdrawalExplanation:
            "Retire tout ce que vous avez autorisé. Ce qui attend encore d’être transmis est supprimé"
            + " avant que cette page ne le confirme.",
        withdraw: "Retirer",
        objection: "S’opposer",
        objectionExplanation:
            "Vous pouvez aussi vous opposer à ce que vos visites soient comptées, même sans rien qui"
            + " vous désigne (RGPD, article 21). Toutes les finalités ci-dessus sont alors refusées.",
        object: "Ne pas même compter mes visites",
        objected:
            "Vous vous êtes opposé au comptage. Vos visites ne sont pas comptées, tant que vous"
            + " n’autorisez aucune finalité ci-dessus.",
        policy: "Politique de confidentialité",
        cookie:
            "Votre choix est conservé 13 mois au plus dans le cookie matglas_consent. Il ne contient"
            + " rien qui vous distingue des autres visiteurs.",
        refusedTitle: "Non enregistré",
        refusedExplanation:
            "Ce choix a été envoyé depuis un autre site. Le consentement ne peut être donné que sur"
            + " cette page ou dans la boutique elle-même.",
        unreadableTitle: "Non compris",
        unreadableExplanation: "Le choix n’a pas pu être lu ; rien n’a été modifié.",
        back: "Vers la page de vos choix")
}
