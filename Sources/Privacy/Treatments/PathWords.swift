import Bytes

/// Path segments after which a segment names an order, a person, a parcel or a secret.
///
/// Dutch, French, German and English, from the URL shapes of shop platforms. Compared without case
/// and with `_` as `-`.
enum PathWords {
    enum Meaning {
        case order, secret, person, account, parcel, version
    }

    static func meaning(of segment: Span<UInt8>) -> Meaning? {
        guard segment.count <= longest, let first = segment.first else { return nil }
        switch ASCII.lowercased(first) {
        case UInt8(ascii: "a"):
            if isOne(segment, of: ["activate", "activation", "activeer", "activeren", "afmelden",
                "abmelden", "authenticate", "auth"]) { return .secret }
            if isOne(segment, of: ["account", "accounts"]) { return .account }
            return isOne(segment, of: ["author"]) ? .person : nil
        case UInt8(ascii: "b"):
            if isOne(segment, of: ["bevestig", "bevestigen", "bestatigen"]) { return .secret }
            return isOne(segment, of: ["bestelling", "bestellingen", "bestelling-ontvangen",
                "bestellung", "bestellungen"]) ? .order : nil
        case UInt8(ascii: "c"):
            if isOne(segment, of: ["confirm", "code", "checkouts", "createpassword",
                "create-password"]) { return .secret }
            if isOne(segment, of: ["customer", "customers", "client", "clients"]) {
                return .account
            }
            if isOne(segment, of: ["colis"]) { return .parcel }
            return isOne(segment, of: ["commande", "commandes"]) ? .order : nil
        case UInt8(ascii: "d"):
            if isOne(segment, of: ["desinscription", "desabonner"]) { return .secret }
            return isOne(segment, of: ["download", "downloads"]) ? .version : nil
        case UInt8(ascii: "f"):
            if isOne(segment, of: ["firmware"]) { return .version }
            return isOne(segment, of: ["factuur", "facturen", "facture", "factures"]) ? .order : nil
        case UInt8(ascii: "g"):
            return isOne(segment, of: ["guest-carts"]) ? .secret : nil
        case UInt8(ascii: "h"):
            return isOne(segment, of: ["hash"]) ? .secret : nil
        case UInt8(ascii: "i"):
            if isOne(segment, of: ["invoice", "invoices"]) { return .order }
            return isOne(segment, of: ["invite", "invitation"]) ? .secret : nil
        case UInt8(ascii: "k"):
            if isOne(segment, of: ["key"]) { return .secret }
            return isOne(segment, of: ["klant", "klanten", "kunde", "kunden"]) ? .account : nil
        case UInt8(ascii: "l"):
            return isOne(segment, of: ["lost-password"]) ? .secret : nil
        case UInt8(ascii: "m"):
            if isOne(segment, of: ["magic", "magic-link", "mot-de-passe", "mot-de-passe-oublie"]) {
                return .secret
            }
            return isOne(segment, of: ["member", "members"]) ? .person : nil
        case UInt8(ascii: "o"):
            return isOne(segment, of: ["order", "orders", "order-received", "order-pay",
                "order-id", "order-confirmation"]) ? .order
                : isOne(segment, of: ["offerte"]) ? .secret : nil
        case UInt8(ascii: "p"):
            if isOne(segment, of: ["password-reset", "password-recovery", "passwort-vergessen"]) {
                return .secret
            }
            if isOne(segment, of: ["parcel", "parcels"]) { return .parcel }
            return isOne(segment, of: ["profile", "profiles", "profiel", "profil"]) ? .person : nil
        case UInt8(ascii: "q"):
            return isOne(segment, of: ["quote", "quotes"]) ? .secret : nil
        case UInt8(ascii: "r"):
            if isOne(segment, of: ["reset", "reset-password", "resetpassword", "recover"]) {
                return .secret
            }
            if isOne(segment, of: ["rechnung", "rechnungen"]) { return .order }
            return isOne(segment, of: ["release", "releases"]) ? .version : nil
        case UInt8(ascii: "s"):
            if isOne(segment, of: ["share", "shared", "session", "sessions"]) { return .secret }
            return isOne(segment, of: ["shipment", "shipments", "suivi", "sendung",
                "sendungen"]) ? .parcel : nil
        case UInt8(ascii: "t"):
            if isOne(segment, of: ["track", "tracking", "track-and-trace", "track-trace",
                "tracktrace", "trace", "track-en-trace"]) { return .parcel }
            if isOne(segment, of: ["token"]) { return .secret }
            return isOne(segment, of: ["transaction", "transactions"]) ? .order : nil
        case UInt8(ascii: "u"):
            if isOne(segment, of: ["unsubscribe", "unsub", "uitschrijven", "uitnodiging"]) {
                return .secret
            }
            return isOne(segment, of: ["user", "users", "u"]) ? .person : nil
        case UInt8(ascii: "v"):
            if isOne(segment, of: ["verify", "verify-email", "verifieer"]) { return .secret }
            if isOne(segment, of: ["version", "versions", "versie"]) { return .version }
            return isOne(segment, of: ["view-order"]) ? .order : nil
        case UInt8(ascii: "w"):
            return isOne(segment, of: ["wachtwoord-vergeten", "wachtwoord-herstellen",
                "wishlist"]) ? .secret : nil
        case UInt8(ascii: "z"):
            return isOne(segment, of: ["zending", "zendingen"]) ? .parcel : nil
        default: return nil
        }
    }

    /// Names of pages that stand behind the words above and name nobody.
    static func isRoute(_ segment: Span<UInt8>) -> Bool {
        segment.count <= longest && isOne(segment, of: routes)
    }

    private static let routes: [StaticString] = [
        "account", "add", "address", "addresses", "bedankt", "c", "cancel", "cart", "checkout",
        "cn", "code", "complete", "completed", "confirm", "confirmation", "create", "danke",
        "dashboard", "delete", "done", "edit", "email", "error", "expired", "failed", "finish",
        "form", "history", "id", "index", "index.html", "index.php", "info", "information", "link",
        "list", "login", "logout", "mail", "merci", "new", "newsletter", "order", "orders", "pay",
        "password", "payment", "register", "registreren", "reset", "return", "review", "search",
        "sent", "service", "settings", "shared", "shipping", "signup", "start", "status", "subscriber",
        "success", "thank-you", "thanks", "thankyou", "token", "verify", "view", "wishlist",
    ]

    private static let longest = 24

    private static func isOne(_ segment: Span<UInt8>, of words: [StaticString]) -> Bool {
        for word in words where equals(segment, word) { return true }
        return false
    }

    private static func equals(_ segment: Span<UInt8>, _ word: StaticString) -> Bool {
        guard segment.count == word.utf8CodeUnitCount else { return false }
        for index in segment.indices {
            let byte = segment[index]
            let folded = byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : ASCII.lowercased(byte)
            guard unsafe folded == word.utf8Start[index] else { return false }
        }
        return true
    }
}

extension Span<UInt8> {
    /// The first byte, or `nil`.
    var first: UInt8? { isEmpty ? nil : self[0] }
}
