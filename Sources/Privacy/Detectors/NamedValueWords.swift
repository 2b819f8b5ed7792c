import Bytes

/// Names of values about persons; Dutch, French, German and English.
enum NamedValueWords {
    /// What a name, without `_` and `-`, says of its value.
    static let names = WordTable<DetectorClass>([
        (
            .email,
            [
                "email", "emailadres", "emailaddress", "mailadres", "mailaddress", "courriel",
                "useremail", "customeremail", "billingemail", "adressemail", "payeremail",
                "shopperemail", "mailto",
            ]
        ),
        (
            .phone,
            [
                "phone", "phonenumber", "tel", "telefoon", "telefoonnummer", "telnr", "gsm",
                "gsmnummer", "mobiel", "mobile", "mobilephone", "telephone", "téléphone",
                "portable", "telefon", "telefonnummer", "handy", "handynummer", "whatsapp",
                "billingphone", "shippingphone", "msisdn",
            ]
        ),
        (
            .personName,
            [
                "firstname", "fname", "givenname", "voornaam", "prenom", "prénom", "vorname",
                "lastname", "lname", "surname", "familyname", "achternaam", "familienaam", "naam",
                "tussenvoegsel", "nom", "nomdefamille", "nachname", "fullname", "volledigenaam",
                "customername", "accountname", "cardholder", "holdername", "tenaamstelling",
                "consumername", "klantnaam", "contactpersoon", "kundenname", "payerfirstname",
                "payerlastname",
            ]
        ),
        (
            .postalAddress,
            [
                "street", "straat", "straatnaam", "streetname", "adres", "adresregel", "address1",
                "address2", "addressline1", "addressline", "rue", "adresse", "strasse", "straße",
                "housenumber", "huisnummer", "huisnr", "huisnummertoevoeging", "hausnummer",
                "postcode", "postalcode", "zipcode", "codepostal", "plz", "woonplaats",
                "streetaddress", "billingaddress", "shippingaddress", "postaladdress", "busnummer",
            ]
        ),
        (
            .birthDate,
            [
                "birthdate", "dob", "birthday", "dateofbirth", "geboortedatum", "datenaissance",
                "datedenaissance", "geburtsdatum",
            ]
        ),
        (
            .userID,
            [
                "userid", "customerid", "customernumber", "klantnummer", "klantid",
                "relatienummer", "debiteurnummer", "numeroclient", "kundennummer", "memberid",
                "lidnummer", "loyaltyid", "username", "gebruikersnaam", "benutzername",
                "nomdutilisateur", "contactid", "subscriberid", "crmid", "externalid", "payerid",
                "accountid",
            ]
        ),
        (
            .order,
            [
                "orderid", "ordernumber", "orderno", "ordernummer", "bestelnummer",
                "transactionid", "numerocommande", "bestellnummer", "factuurnummer", "invoiceid",
                "invoicenumber", "invoicenr", "rechnungsnummer", "purchaseid", "merchantreference",
                "pspreference", "trxid", "txnid",
            ]
        ),
        (.payment, ["paymentid", "paymentintent", "setupintent"]),
        (
            .clientID,
            [
                "clientid", "gaclientid", "visitorid", "bezoekerid", "fbp", "anonymousid",
                "distinctid",
            ]
        ),
        (
            .clickID,
            [
                "gclid", "fbclid", "msclkid", "dclid", "ttclid", "fbc", "wbraid", "gbraid",
                "yclid", "twclid", "epik", "awc", "liftatid", "rdtcid",
            ]
        ),
        (.deviceID, ["deviceid", "idfa", "gaid", "advertisingid", "androidid", "imei"]),
        (.token, ["sessionid", "phpsessid", "jsessionid", "sessid", "csrftoken"]),
        (
            .nationalID,
            ["bsn", "burgerservicenummer", "rijksregisternummer", "insz", "niss", "nir"]
        ),
        (.iban, ["iban", "rekeningnummer", "kontonummer"]),
        (.card, ["cardnumber", "ccnumber", "kaartnummer", "creditcard"]),
        (
            .companyNumber,
            [
                "kvk", "kvknummer", "kbo", "ondernemingsnummer", "btwnummer", "vatnumber", "siret",
                "siren", "ustid",
            ]
        ),
        (
            .secret,
            [
                "password", "passwd", "pwd", "wachtwoord", "paswoord", "motdepasse", "mdp",
                "passwort", "kennwort", "secret", "clientsecret", "apikey", "xapikey",
                "authtoken", "accesstoken", "refreshtoken", "token", "authorization", "signature",
                "shasign", "otp", "pincode", "cvc", "cvv",
            ]
        ),
    ])

    /// Whether a value that begins with `first` can stand behind a colon in a sentence.
    ///
    /// Numbers there have detectors of their own.
    static func isProse(_ kind: DetectorClass, _ first: UInt8) -> Bool {
        switch kind {
        case .personName: first &- 0x41 < 26 || first >= 0x80
        case .postalAddress: first &- 0x41 < 26
        case .secret: true
        default: false
        }
    }

    /// Values that name nobody.
    static let flags = WordTable<Bool>([
        (
            true,
            [
                "true", "false", "null", "none", "nil", "undefined", "yes", "no", "ja", "nee",
                "oui", "non", "nein", "on", "off", "filtered", "[filtered]", "optional",
                "required", "verplicht", "unknown", "onbekend", "invalid", "missing", "empty",
                "string", "hidden", "anonymous", "redacted", "guest",
            ]
        )
    ])

    /// Whether a word can be a part of a person's name: a capital, or a particle.
    static func isPartOfName(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        let first = text[word.lowerBound]
        if first &- 0x41 < 26 || first >= 0x80 { return true }
        return particles[text.extracting(word)] != nil
    }

    private static let particles = WordTable<Bool>([
        (
            true,
            [
                "van", "de", "den", "der", "het", "ten", "ter", "te", "von", "zu", "le", "la",
                "du", "da", "di", "d'", "'t", "vande", "vander", "el", "al", "y", "op", "'s",
            ]
        )
    ])
}
