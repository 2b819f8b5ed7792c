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
                "contactid", "subscriberid", "crmid", "gebruikersnaam", "benutzername", "payerid",
            ]
        ),
        (
            .orderID,
            [
                "orderid", "ordernumber", "orderno", "ordernummer", "bestelnummer", "bestelling",
                "transactionid", "transaction", "numerocommande", "commande", "bestellnummer",
                "factuurnummer", "invoice", "invoiceid", "invoicenumber", "facture", "rechnung",
                "reservering", "cartid", "basketid", "paymentid", "purchaseid", "bestelreferentie",
                "pspreference", "merchantreference", "trxid", "txnid",
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
                "nachname", "fullname", "volledigenaam", "customername", "payerfirstname",
                "payerlastname", "consumername", "cardholder", "contactpersoon", "klantnaam",
                "kundenname",
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
                "addressline1", "streetname", "huisnummertoevoeging", "busnummer",
                "gemeente", "ville", "stadt", "stad", "company", "bedrijf", "bedrijfsnaam",
                "societe", "firma",
            ]
        ),
        (
            .birthDate,
            [
                "birthdate", "dob", "birthday", "geboortedatum", "datedenaissance", "geburtsdatum",
                "dateofbirth", "datenaissance", "age", "leeftijd", "alter", "gender", "geslacht",
                "sexe", "geschlecht",
            ]
        ),
        (.ip, ["ip", "ipaddress", "ipadres", "clientip", "userip", "remoteaddr"]),
        (.userAgent, ["useragent", "ua"]),
        (
            .clickID,
            [
                "gclid", "fbclid", "msclkid", "dclid", "ttclid", "fbc", "wbraid", "gbraid", "awc",
                "yclid", "twclid",
            ]
        ),
        (.deviceID, ["idfa", "gaid", "imei", "advertisingid"]),
        (
            .secret,
            [
                "password", "wachtwoord", "paswoord", "motdepasse", "passwort", "kennwort", "token",
                "secret", "apikey", "authorization", "bsn", "rijksregisternummer", "iban",
                "rekeningnummer", "cardnumber", "kaartnummer", "accesstoken", "refreshtoken",
                "clientsecret", "xapikey", "csrftoken", "shasign", "pwd", "mdp", "otp", "cvc",
                "insz", "niss", "nir",
            ]
        ),
    ]

    /// Longest name with its separators; longer ones mean nothing we know.
    private static let longestName = 40

    /// The names by hash, so that a look-up is one pass over the name and one probe.
    private static let table: [Int8] = {
        var table = [Int8](repeating: -1, count: size)
        for (kind, known) in names {
            for name in known {
                var hash = seed
                for index in 0..<name.utf8CodeUnitCount {
                    hash = step(hash, unsafe name.utf8Start[index])
                }
                let position = Int8(FieldRule.position(of: kind))
                if table[slot(hash)] < 0 { table[slot(hash)] = position }
            }
        }
        return table
    }()

    /// The place of a name's kind in ``Kind/allCases``; `nil` if the name says nothing personal.
    ///
    /// The name is given without the map's prefix. Two names may share a slot: then a harmless one is
    /// taken for a personal one, one in some three hundred, never the other way round.
    static func kindPosition(of name: Span<UInt8>) -> Int? {
        guard name.count <= longestName else { return nil }
        var hash = seed
        for index in name.indices {
            let byte = name[index]
            if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") {
                continue
            }
            hash = step(hash, ASCII.lowercased(byte))
        }
        let position = table[slot(hash)]
        return position < 0 ? nil : Int(position)
    }

    /// Large against the number of names, so that few others share a slot with one.
    private static let size = 1 << 16
    private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

    /// FNV-1a.
    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }

    private static func slot(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash ^ hash >> 32) & UInt64(size - 1))
    }
}
