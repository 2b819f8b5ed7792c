import Bytes

/// Path segments after which a segment names an order, a person, a parcel or a secret.
///
/// Dutch, French, German and English, from the URL shapes of shop platforms. Compared without case
/// and with `_` as `-`.
enum PathWords {
    enum Meaning {
        case order, secret, person, account, parcel
    }

    static func meaning(of segment: Span<UInt8>) -> Meaning? {
        guard segment.count <= longest, let first = segment.first else { return nil }
        func has(_ word: StaticString) -> Bool { equals(segment, word) }
        switch ASCII.lowercased(first) {
        case UInt8(ascii: "a"):
            if has("activate") || has("activation") || has("activeer") || has("activeren")
                || has("afmelden") || has("abmelden") || has("authenticate") || has("auth")
            {
                return .secret
            }
            if has("account") || has("accounts") { return .account }
            if has("author") { return .person }
        case UInt8(ascii: "b"):
            if has("bevestig") || has("bevestigen") || has("bestatigen") { return .secret }
            if has("bestelling") || has("bestellingen") || has("bestelling-ontvangen")
                || has("bestellung") || has("bestellungen")
            {
                return .order
            }
        case UInt8(ascii: "c"):
            if has("confirm") || has("code") || has("checkouts") || has("createpassword")
                || has("create-password")
            {
                return .secret
            }
            if has("customer") || has("customers") || has("client") || has("clients") {
                return .account
            }
            if has("commande") || has("commandes") { return .order }
            if has("colis") { return .parcel }
        case UInt8(ascii: "d"):
            if has("desinscription") || has("desabonner") { return .secret }
        case UInt8(ascii: "f"):
            if has("factuur") || has("facturen") || has("facture") || has("factures") {
                return .order
            }
        case UInt8(ascii: "g"):
            if has("guest-carts") { return .secret }
        case UInt8(ascii: "h"):
            if has("hash") { return .secret }
        case UInt8(ascii: "i"):
            if has("invite") || has("invitation") { return .secret }
            if has("invoice") || has("invoices") { return .order }
        case UInt8(ascii: "k"):
            if has("key") { return .secret }
            if has("klant") || has("klanten") || has("kunde") || has("kunden") { return .account }
        case UInt8(ascii: "l"):
            if has("lost-password") { return .secret }
        case UInt8(ascii: "m"):
            if has("magic") || has("magic-link") || has("mot-de-passe")
                || has("mot-de-passe-oublie")
            {
                return .secret
            }
            if has("member") || has("members") { return .person }
        case UInt8(ascii: "o"):
            if has("offerte") { return .secret }
            if has("order") || has("orders") || has("order-received") || has("order-pay")
                || has("order-id") || has("order-confirmation")
            {
                return .order
            }
        case UInt8(ascii: "p"):
            if has("password-reset") || has("password-recovery") || has("passwort-vergessen") {
                return .secret
            }
            if has("profile") || has("profiles") || has("profiel") || has("profil") {
                return .person
            }
            if has("parcel") || has("parcels") { return .parcel }
        case UInt8(ascii: "q"):
            if has("quote") || has("quotes") { return .secret }
        case UInt8(ascii: "r"):
            if has("reset") || has("reset-password") || has("resetpassword") || has("recover") {
                return .secret
            }
            if has("rechnung") || has("rechnungen") { return .order }
        case UInt8(ascii: "s"):
            if has("share") || has("shared") || has("session") || has("sessions") { return .secret }
            if has("shipment") || has("shipments") || has("suivi") || has("sendung")
                || has("sendungen")
            {
                return .parcel
            }
        case UInt8(ascii: "t"):
            if has("token") { return .secret }
            if has("transaction") || has("transactions") { return .order }
            if has("track") || has("tracking") || has("track-and-trace") || has("track-trace")
                || has("tracktrace") || has("trace") || has("track-en-trace")
            {
                return .parcel
            }
        case UInt8(ascii: "u"):
            if has("unsubscribe") || has("unsub") || has("uitschrijven") || has("uitnodiging") {
                return .secret
            }
            if has("user") || has("users") || has("u") { return .person }
        case UInt8(ascii: "v"):
            if has("verify") || has("verify-email") || has("verifieer") { return .secret }
            if has("view-order") { return .order }
        case UInt8(ascii: "w"):
            if has("wachtwoord-vergeten") || has("wachtwoord-herstellen") || has("wishlist") {
                return .secret
            }
        case UInt8(ascii: "z"):
            if has("zending") || has("zendingen") { return .parcel }
        default: break
        }
        return nil
    }

    /// Names of pages that stand behind the words above and name nobody.
    static func isRoute(_ segment: Span<UInt8>) -> Bool {
        guard segment.count <= longest else { return false }
        for word in routes where equals(segment, word) { return true }
        return false
    }

    private static let routes: [StaticString] = [
        "account", "add", "address", "addresses", "bedankt", "c", "cancel", "cart", "checkout",
        "cn", "code", "complete", "completed", "confirm", "confirmation", "create", "danke",
        "dashboard", "delete", "done", "download", "downloads", "edit", "email", "error", "expired",
        "failed", "finish",
        "form", "history", "id", "index", "index.html", "index.php", "info", "information", "link",
        "list", "login", "logout", "mail", "merci", "new", "newsletter", "order", "orders", "pay",
        "password", "payment", "register", "registreren", "reset", "return", "review", "search",
        "sent", "service", "settings", "shared", "shipping", "signup", "start", "status",
        "subscriber",
        "success", "thank-you", "thanks", "thankyou", "token", "verify", "view", "wishlist",
    ]

    private static let longest = 24

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
