import Bytes

/// What parameters are about that shops name themselves: `ep.clientId`, `up.Klantnummer`.
///
/// Names are compared without case and without `_`, `-` and `.`. Dutch, French, German and English.
enum PersonalNames {
    /// Names that mean a kind; the first one that fits counts.
    private static let names: [(kind: Kind, names: [StaticString])] = [
        (
            .clientID,
            [
                "clientid", "cid", "gaclientid", "gacid", "visitorid", "bezoekerid", "fbp",
                "anonymousid",
                "deviceid", "cookieid", "distinctid",
            ]
        ),
        (.sessionID, ["sessionid", "sid", "gasessionid", "phpsessid", "jsessionid"]),
        (
            .userID,
            [
                "userid", "uid", "customerid", "customernumber", "klantnummer", "klantid", "klant",
                "relatienummer", "debiteurnummer", "numeroclient", "kundennummer", "memberid",
                "lidnummer",
                "loyaltyid", "loyalty", "spaarkaart", "accountid", "externalid", "login",
                "username",
                "contactid", "subscriberid", "crmid",
            ]
        ),
        (
            .orderID,
            [
                "orderid", "ordernumber", "orderno", "ordernummer", "bestelnummer", "bestelling",
                "transactionid", "transaction", "numerocommande", "commande", "bestellnummer",
                "factuurnummer", "invoice", "invoiceid", "invoicenumber", "facture", "rechnung",
                "reservering", "cartid", "basketid", "paymentid", "purchaseid",
            ]
        ),
        (
            .email,
            [
                "email", "emailaddress", "emailadres", "mail", "mailadres", "courriel", "useremail",
                "customeremail", "billingemail",
            ]
        ),
        (
            .phone,
            [
                "phone", "phonenumber", "tel", "telefoon", "telefoonnummer", "telnr", "gsm",
                "gsmnummer",
                "mobiel", "mobile", "telephone", "portable", "telefon", "handy", "whatsapp",
            ]
        ),
        (
            .personName,
            [
                "firstname", "fname", "givenname", "voornaam", "prenom", "vorname", "lastname",
                "lname",
                "surname", "familyname", "achternaam", "familienaam", "naam", "tussenvoegsel",
                "nom",
                "nachname", "fullname", "volledigenaam", "customername",
            ]
        ),
        (
            .postalAddress,
            [
                "street", "straat", "straatnaam", "adres", "adresregel", "address", "address1",
                "rue",
                "adresse", "strasse", "housenumber", "huisnummer", "huisnr", "toevoeging",
                "postcode",
                "postalcode", "zip", "zipcode", "codepostal", "plz", "city", "plaats", "woonplaats",
                "gemeente", "ville", "stadt",
            ]
        ),
        (
            .birthDate,
            [
                "birthdate", "dob", "birthday", "geboortedatum", "datedenaissance", "geburtsdatum",
            ]
        ),
        (.ip, ["ip", "ipaddress", "ipadres", "clientip", "userip", "remoteaddr"]),
        (.userAgent, ["useragent", "ua"]),
        (.clickID, ["gclid", "fbclid", "msclkid", "dclid", "ttclid", "fbc", "wbraid", "gbraid"]),
        (
            .secret,
            [
                "password", "wachtwoord", "paswoord", "motdepasse", "passwort", "kennwort", "token",
                "secret", "apikey", "authorization", "bsn", "rijksregisternummer", "iban",
                "rekeningnummer", "cardnumber", "kaartnummer",
            ]
        ),
    ]

    /// Longest name with its separators; longer ones mean nothing we know.
    private static let longestName = 40

    /// The kind of a name, given without the map's prefix; `nil` if it says nothing personal.
    static func kind(of name: Span<UInt8>) -> Kind? {
        guard name.count <= longestName else { return nil }
        for (kind, known) in names where known.contains(where: { matches(name, $0) }) {
            return kind
        }
        return nil
    }

    /// Compares with the separators of `name` left out.
    private static func matches(_ name: Span<UInt8>, _ known: StaticString) -> Bool {
        var position = 0
        let length = known.utf8CodeUnitCount
        for index in name.indices {
            let byte = name[index]
            if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") {
                continue
            }
            guard position < length,
                unsafe known.utf8Start[position] == ASCII.lowercased(byte)
            else { return false }
            position += 1
        }
        return position == length
    }
}
