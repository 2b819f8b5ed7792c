import Bytes

/// The word that says what the number behind it is: `bestelling 12345`, `BSN: 111222333`.
///
/// Read backwards from the number, past marks and words such as `nr` and `is`.
struct NumberContext {
    enum Meaning: UInt8 {
        case order, parcel, phone, bsn, nationalID, company, card, device, customer, postcode
        case birthDate
        /// `mijn` and the like: `mijn nummer is` means a telephone.
        case possessive
        /// `eindigend op`: the last digits of a card follow.
        case ending
        /// `nr` and the like: the word before them counts, and a number it is.
        case numberSign
        /// `is` and the like: the word before them counts.
        case connector
    }

    let meaning: Meaning
    /// Whether a `#`, a colon or a word such as `nr` stands between word and number.
    let isMarked: Bool
    /// Whether the number is the end of a longer one.
    let isEnding: Bool

    /// How many words are read; `bestelling met nummer 12345` has three.
    private static let mostWords = 4
    /// Longest word; longer ones mean nothing we know.
    private static let longestWord = 24
    /// Most marks between two words.
    private static let mostMarks = 6

    /// What the words before `start` say of a number there, or `nil`.
    static func before(_ start: Int, in text: Span<UInt8>) -> NumberContext? {
        var end = start
        var isMarked = false
        var isEnding = false
        for _ in 0..<mostWords {
            guard skipMarks(&end, &isMarked, in: text) else { return nil }
            var first = end
            var hash = WordHash()
            var beforeLast = hash
            while first > 0, end &- first <= longestWord, isWordByte(text[first &- 1]) {
                first &-= 1
                beforeLast = hash
                hash.add(text[first])
            }
            guard first < end else { return nil }
            // The letter of an escape is not the word's.
            if first > 0, text[first &- 1] == UInt8(ascii: "\\"), isEscapeLetter(text[first]) {
                hash = beforeLast
            }
            guard let meaning = NumberWords.table[hash] else { return nil }
            switch meaning {
            case .connector: break
            case .numberSign: isMarked = true
            case .ending: isEnding = true
            case .possessive:
                guard isMarked else { return nil }
                return NumberContext(meaning: .phone, isMarked: false, isEnding: false)
            default:
                return NumberContext(meaning: meaning, isMarked: isMarked, isEnding: isEnding)
            }
            end = first
        }
        return nil
    }

    private static func skipMarks(
        _ end: inout Int, _ isMarked: inout Bool, in text: Span<UInt8>
    ) -> Bool {
        var marks = 0
        while end > 0 {
            let byte = text[end &- 1]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "("), UInt8(ascii: "."), UInt8(ascii: "/"):
                end &-= 1
            case UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "\""),
                UInt8(ascii: "'"), 0xB0, 0xBA:
                isMarked = true
                end &-= byte >= 0x80 && end >= 2 ? 2 : 1
            case UInt8(ascii: "0") where end >= 3 && text.hasPrefix("%20", from: end &- 3):
                end &-= 3
            case 0xA0 where end >= 2 && text[end &- 2] == 0xC2:
                end &-= 2
            default:
                return true
            }
            marks &+= 1
            if marks > mostMarks { return false }
        }
        return false
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte >= 0x80
    }

    private static func isEscapeLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "n") || byte == UInt8(ascii: "t") || byte == UInt8(ascii: "r")
    }
}

/// The words before numbers; Dutch, French, German and English.
enum NumberWords {
    static let table = WordTable<NumberContext.Meaning>([
        (
            .order,
            [
                "order", "orders", "ordernummer", "ordernumber", "ordernr", "orderid", "orderno",
                "orderreferentie", "bestelling", "bestellingen", "bestelnummer", "bestelnr",
                "bestelbon", "bestellung", "bestellnummer", "bestellnr", "auftrag",
                "auftragsnummer", "auftragsnr", "commande", "commandes", "factuur", "facturen",
                "factuurnummer", "factuurnr", "facture", "factures", "invoice", "invoices",
                "invoicenumber", "invoiceid", "rechnung", "rechnungsnummer", "rechnungsnr",
                "offerte", "offertenummer", "devis", "reservering", "reserveringsnummer",
                "reservation", "retournummer", "rma", "creditnota", "transactie",
                "transactienummer", "transactieid", "transaction", "transactionid", "transaktion",
                "betaling", "betalingskenmerk", "paiement", "payment", "zahlung", "trxid",
                "bestelreferentie", "boeking", "boekingsnummer", "buchungsnummer", "ref",
                "kassabon", "bonnummer", "referentie", "betaalreferentie", "mededeling",
                "communication", "verwendungszweck",
            ]
        ),
        (
            .parcel,
            [
                "pakket", "pakketje", "pakketnummer", "zending", "zendingsnummer",
                "zendingnummer", "barcode", "trackingnummer", "tracking", "trackandtrace", "track",
                "trace", "trackingcode", "trackingnumber", "parcel", "parcelnumber", "parcelno",
                "shipment", "shipmentid", "colis", "envoi", "suivi", "paket", "paketnummer",
                "sendung", "sendungsnummer", "sendungsnr", "bpost", "dpd", "gls", "postnl", "dhl",
                "colissimo", "itemcode", "itemidentifier",
            ]
        ),
        (
            .phone,
            [
                "tel", "telefoon", "telefoonnummer", "telefoonnr", "telnr", "phone", "phonenumber",
                "telephone", "téléphone", "telefon", "telefonnummer", "gsm", "gsmnummer",
                "mobiel", "mobiele", "mobile", "portable", "handy", "handynummer", "whatsapp",
                "bel", "bellen", "call", "appelez", "appeler", "anrufen", "fax", "wa", "sms",
                "cell",
            ]
        ),
        (
            .bsn,
            ["bsn", "burgerservicenummer", "sofinummer", "sofi", "rsin"]
        ),
        (
            .nationalID,
            [
                "rijksregisternummer", "rijksregister", "rrn", "insz", "inss", "niss", "nir",
                "nationaalnummer", "registre", "national", "sécu", "secu", "sociale", "spi", "nif",
                "steuerid", "idnr", "identifikationsnummer", "steueridentifikationsnummer",
                "steuernummer", "matricule", "eid", "identiteitskaart",
            ]
        ),
        (
            .company,
            [
                "kvk", "kvknummer", "kvknr", "kbo", "bce", "ondernemingsnummer", "ondernemingsnr",
                "btw", "btwnummer", "btwnr", "tva", "vat", "vatnumber", "siren", "siret",
                "ustid", "ust", "ustidnr", "entreprise", "rcs", "handelsregister",
            ]
        ),
        (
            .card,
            [
                "kaart", "kaartnummer", "card", "cardnumber", "carte", "karte", "kreditkarte",
                "creditcard", "creditkaart", "visa", "mastercard", "maestro", "amex",
                "bancontact", "pan",
            ]
        ),
        (
            .ending,
            ["eindigend", "eindigt", "ending", "ends", "terminant", "endend", "endet"]
        ),
        (.possessive, ["mijn", "my", "mon", "mein", "meine", "ons", "onze", "notre", "our"]),
        (.device, ["imei", "meid"]),
        (
            .customer,
            [
                "klantnummer", "klantnr", "klantid", "klant", "customerid", "customer",
                "customernumber", "relatienummer", "debiteurnummer", "kundennummer", "kundennr",
                "kunde", "client", "clientnumber", "lidnummer", "memberid", "member", "user",
                "userid", "gebruiker", "accountid", "subscriber", "spaarkaart",
            ]
        ),
        (
            .postcode,
            ["postcode", "postcodes", "zip", "zipcode", "postalcode", "plz", "postleitzahl"]
        ),
        (
            .birthDate,
            [
                "geboren", "geboortedatum", "birthdate", "dob", "birthday", "née", "geburtsdatum",
                "geb", "born", "naissance", "gebdatum",
            ]
        ),
        (.numberSign, ["nr", "no", "n", "nummer", "number", "numéro", "numero", "num", "id"]),
        (
            .connector,
            [
                "is", "code", "mij", "me", "moi", "mich", "à", "met", "mit", "der", "op",
                "in", "on", "auf", "par", "van", "est",
                "with", "the", "het", "de", "lautet", "ist", "le", "am", "au", "naar", "to",
            ]
        ),
    ])
}
