/// The words that are personal together: a subject, and what is said of it.
extension PersonalNames {
    /// Whom or what a name is about; compounds may begin with these, so linking letters are theirs.
    static let subjects: [(subject: PersonalWord.Subject, words: String)] = [
        (
            .person,
            """
            customer cust klant klanten kunde kunden client consumer buyer koper kaeufer acheteur
            besteller recipient ontvanger empfaenger destinataire contact user usr gebruiker
            gebruikers benutzer utilisateur nutzer member membre mitglied mitglieds lid leden person
            persoon persoons personne payer betaler sender afzender absender expediteur account acct
            profile profiel profil visitor bezoeker bezoekers visiteur besucher subscriber abonnee
            abonne abonnent guest gast login loyalty spaarkaart crm relatie debiteur debiteuren
            debitor debtor crediteur employee medewerker personeels personeel staff patient
            passenger
            passagier reiziger traveller traveler student leerling owner eigenaar holder houder
            titulaire inhaber lead prospect donor donateur applicant participant deelnemer attendee
            respondent spouse shopper my your mijn jouw uw votre ihr ihre mon customers
            addressee geadresseerde personal contactpersoon cardholder huurder bewoner
            """
        ),
        (.billing, "billing bill facturation facturatie invoicing rechnungs billto paybill"),
        (
            .delivery,
            """
            shipping delivery levering leverings lever aflever verzend verzending verzendings
            livraison expedition liefer lieferung lieferungs versand shipment ship shipto bezorg
            factuur facture invoice rechnung
            """
        ),
        (
            .order,
            """
            order bestel bestelling bestellings bestell bestellung commande auftrag auftrags achat
            purchase transaction transactie trx txn payment betaling betalings paiement zahlungs
            ticket tracking track parcel pakket colis paket sendung sendungs zending zend shipment
            cart basket winkelwagen winkelmandje panier warenkorb quote offerte devis booking
            boeking boekings buchung buchungs reservering reserverings reservation retour rma
            subscription abonnement abonnements contract kassabon receipt
            """
        ),
    ]

    /// What is said of a subject.
    static let attributes: [(attribute: PersonalWord.Attribute, words: String)] = [
        (.name, "name naam namen nom names initials alias firstlast"),
        (
            .address,
            """
            city town plaats woonplaats stad stadt ville ort gemeente localite commune address addr
            adres adresse anschrift street straat rue strasse zip zipcode cp plz postal post
            postcode
            house huis bus toevoeging apartment appartement company bedrijf societe firma county
            province provincie location locatie
            """
        ),
        (.phone, "phone tel telefoon telephone telefon gsm fax cell telnr whatsapp"),
        (.mobile, "mobile mobiel mobil portable handy"),
        (.email, "mail email courriel emailaddress"),
        (
            .number,
            """
            id ids nr nrs no num nummer number numero ref reference referentie referenz code key
            uid uuid guid identifier hash
            """
        ),
        (
            .birth,
            """
            birth dob geboorte naissance geburts birthday age leeftijd alter gender geslacht sexe
            geschlecht
            """
        ),
        (.ip, "ip"),
    ]

    /// What has a name and a number of its own, whomever it belongs to.
    static let things = """
        type types soort typ group groups groep klantgroep groupe gruppe method methode mode status
        state statut currency valuta devise waehrung country land pays language taal langue sprache
        locale tier level niveau role rol class category categorie kategorie item items product
        products produit produkt article artikel sku variant coupon promo promotion discount korting
        voucher campaign list lijst liste page pagina event form formulier step stap option optie
        carrier provider service slot zone rate plan period version platform browser source channel
        kanaal segment cohort experiment variation test feature flag is has time date datum brand
        merk merkt color colour kleur size content term error reason reden field template script tag
        widget button element section block funnel schema format tax btw vat warehouse program
        programma score rating file screen
        """

    /// What may stand between a subject and what is said of it, and says nothing.
    static let fillers = """
        de du des la le les l d van of the der den het een data details gegevens info infos record
        object dto
        """
}
