import Bytes

/// Path segments that say what the segments behind them name.
///
/// Dutch, French, German and English, from the URL shapes of shop platforms: Lightspeed (eCom and
/// E-Series), WooCommerce, Magento 1 and 2, Shopware 5 and 6, PrestaShop, Shopify, CCV Shop,
/// Mijnwebwinkel, OpenCart, Odoo and Drupal Commerce. Compared without case and with `_` as `-`.
enum PathWords {
    enum Meaning: UInt8 {
        /// Numbers and codes are orders, invoices and payments.
        case order = 1
        /// Everything that is no page is a secret.
        case secret
        /// Everything that is written like no word is a secret.
        case guarded
        /// Everything that is no page names a person.
        case person
        /// Numbers and codes are customers.
        case account
        /// Numbers and codes are parcels and postcodes.
        case parcel
        /// Numbers are orders, codes are carts and payments.
        case checkout
        /// Whatever has a digit is a postcode.
        case postcode
        /// Numbers are articles and articles of a blog.
        case catalogue
        /// As `catalogue`, and the next segment is a name whatever it is.
        case article
        /// The next number counts pages.
        case page
    }

    /// What a segment says: what it announces, and whether it is the name of a page.
    struct Word {
        private let code: UInt8

        /// No word has more than one digit.
        init(_ segment: Span<UInt8>, digits: Int = 0) {
            guard digits <= 1 else {
                code = 0
                return
            }
            let code = PathWords.table.code(of: segment)
            self.code = code > 0 ? code : Self.codeWithoutEnding(segment)
        }

        /// `order.php`, `checkout.html`.
        private static func codeWithoutEnding(_ segment: Span<UInt8>) -> UInt8 {
            for length in 4...5 where segment.count > length {
                let dot = segment.count &- length
                guard segment[dot] == UInt8(ascii: ".") else { continue }
                for index in dot &+ 1..<segment.count where !ASCII.isLetter(segment[index]) {
                    return 0
                }
                return PathWords.table.code(of: segment.extracting(0..<dot))
            }
            return 0
        }

        var meaning: Meaning? { Meaning(rawValue: code & 15) }
        /// A page may stand behind a word that announces an identifier and is none.
        var isPage: Bool { code != 0 }
    }

    static func meaning(of segment: Span<UInt8>) -> Meaning? { Word(segment).meaning }

    /// Names of pages that announce nothing.
    private static let plainPage: UInt8 = 16

    private static let table = FoldedWords([
        (Meaning.order.rawValue, orders), (Meaning.secret.rawValue, secrets),
        (Meaning.guarded.rawValue, guarded), (Meaning.person.rawValue, persons),
        (Meaning.account.rawValue, accounts), (Meaning.parcel.rawValue, parcels),
        (Meaning.checkout.rawValue, checkouts), (Meaning.postcode.rawValue, postcodes),
        (Meaning.catalogue.rawValue, catalogue), (Meaning.article.rawValue, articles),
        (Meaning.page.rawValue, "page pagina seite paged blz"), (plainPage, pages),
    ])

    private static let orders: StaticString = """
        order orders order-received order-pay order-id order-confirmation order-detail order-status
        order-history order-follow order-info order-number order-nr orderid ordernr ordernummer
        view-order view-subscription track-order order-tracking guest-tracking order-complete
        order-success orderstatus sales-order increment-id
        bestelling bestellingen bestelling-ontvangen bestelling-betalen bestelling-bekijken
        bekijk-bestelling bestelling-volgen bestelbevestiging bestelnummer bestelstatus
        order-ontvangen bestelling-geplaatst reservering reserveringen reservation reservations
        booking bookings boeking boekingen
        commande commandes commande-recue voir-commande payer-commande suivi-commande
        numero-commande confirmation-commande detail-commande historique-commandes
        bestellung bestellungen bestellung-erhalten bestellung-anzeigen bestellnummer
        bestellbestaetigung bestellbestatigung bestellstatus
        factuur facturen invoice invoices pdf-invoice facture factures rechnung rechnungen receipt
        receipts creditnota credit-memo creditmemo pakbon packing-slip
        transaction transactions transactie transacties transactionid betaling betalingen betalen
        payment payments paiement paiements zahlung zahlungen pay payment-return
        mollie buckaroo multisafepay adyen paypal klarna stripe ogone worldline paynl payconiq
        bancontact ideal sisow icepay riverty afterpay
        return returns retour retouren retours rma retoure ruecksendung
        thank-you thankyou thanks bedankt danke merci confirmation bevestiging bestaetigung
        onepage checkoutcomplete
        """

    private static let secrets: StaticString = """
        activate activation activeer activeren activer aktivieren account-activation afmelden
        abmelden uitschrijven unsubscribe unsub desinscription desabonner desabonnement abbestellen
        opt-out optout newsletter-confirm opt-in authenticate bevestig bevestigen bestatigen
        bestaetigen confirm-email email-confirmation confirm-account bevestig-email checkouts
        createpassword create-password guest-carts uenc referer lost-password lostpassword
        forgot-password forgotpassword forgot-password-reset password-reset password-recovery
        reset-password resetpassword reset recover change-password set-password new-password
        passwort-vergessen passwort-zuruecksetzen passwort-zurucksetzen wachtwoord-vergeten
        wachtwoord-herstellen wachtwoord-reset wachtwoord-resetten mot-de-passe mot-de-passe-oublie
        mot-de-passe-perdu reinitialiser magic magic-link login-link verify-email verifieer
        verifieren verifier verifizieren invite invitation invitations uitnodiging einladung
        access-token accesstoken suniqueid form-key formkey signature download-file wishlist
        wishlists wish-list verlanglijst verlanglijstje wunschliste merkzettel liste-envies
        cadeaulijst giftlist winkelwagen-delen
        """

    private static let guarded: StaticString = """
        auth confirm verify verification code hash key token session sessions sid share shared
        offerte offertes quote quotes devis angebot gift-card giftcard giftcards cadeaubon voucher
        vouchers redeem callback oauth sso r s-token invitee carts saved-cart savedcart deel
        """

    private static let persons: StaticString = """
        author auteur autor member members profile profiles profiel profil user users u username
        gebruiker gebruikers utilisateur benutzer lid leden
        """

    private static let accounts: StaticString = """
        account accounts customer customers client clients klant klanten klantnummer kunde kunden
        kundennummer customer-id customerid user-id userid my-account myaccount mijn-account
        mijnaccount mon-compte moncompte compte mein-konto meinkonto konto kundenkonto my
        address addresses addressbook edit-address adres adressen adresse delete-payment-method
        set-default-payment-method debiteur debiteuren relatie relatienummer loyalty spaarkaart
        subscriber subscribers contact-id ticket-id contact-persoon delete-address
        """

    private static let parcels: StaticString = """
        parcel parcels colis shipment shipments suivi sendung sendungen sendungsverfolgung
        track tracking track-and-trace track-trace tracktrace trace track-en-trace trackandtrace
        tracking-number trackingnumber barcode zending zendingen pakket pakketje pakketten
        volg-je-pakket zending-volgen verzending verzendingen shipping-label retourlabel
        suivre-vos-envois trackyourparcel my-parcels
        """

    private static let checkouts: StaticString = """
        checkout cart basket winkelwagen winkelmand winkelmandje afrekenen kassa bestellen panier
        warenkorb kasse caisse onestepcheckout onestep-checkout multistepcheckout order-form
        """

    private static let postcodes: StaticString = """
        postcode postcodes postal-code postalcode zip zipcode zip-code plz code-postal codepostal
        """

    private static let catalogue: StaticString = """
        c p dp blog blogs nieuws news actualites magazine inspiratie tips faq shop store winkel
        webshop boutique brand brands merk merken marque marques marke marken manufacturer
        manufacturers fabrikant supplier suppliers tag tags cat rayon media images img image assets
        static cdn wp-content wp-includes themes theme fonts css js pub skin gallery foto fotos
        filter filters sort kleur maat size color review reviews vergelijk compare detail details
        view-product navigation
        """

    private static let articles: StaticString = """
        product products produkt produkte produit produits producten item items artikel artikelen
        article articles catalog catalogue catalogus collection collections collectie collecties
        category categories categorie categorieen kategorie kategorien product-category
        productcategorie product-categorie categorie-produit produkt-kategorie product-tag
        sku ean gtin isbn variant variants sarticle scategory product-id product-detail
        """

    private static let pages: StaticString = """
        account add bedankt cancel cancelled canceled cn complete completed create dashboard delete
        done download downloads edit email error expired failed failure finish form history id index
        index.html index.php info information link list login logon signin sign-in log-in logout
        uitloggen inloggen aanmelden afgemeld mail new newsletter nieuwsbrief password wachtwoord
        register registreren registration registratie search sent service services settings
        shipping signup sign-up start status success succes view edit-account overview overzicht
        guest post load save update remove section details detail index.asp index.aspx home help
        configure index.htm nl be fr de en lu nl-nl nl-be fr-fr fr-be de-de de-at en-gb en-us
        nl-lu select-method ideal creditcard sofort eps cod banktransfer methods method
        payment-methods webhook notify notification ipn validation process redirect response return
        cart basket checkout customer-data logoutsuccess loginpost createpost editpost
        resetpasswordpost forgotpasswordpost request v1 v2 v3 rest carts-mine mine billing
        contact delivery levering verzenden gegevens address adres stap step step1 step2 step3
        step4 stap1 stap2 stap3 onestep onestepcheckout multishipping review error.html
        payment-information shipping-information totals coupons estimate-shipping-methods
        google facebook apple linkedin twitter x whatsapp pinterest mail.html print pdf
        """
}

extension Span<UInt8> {
    /// The first byte, or `nil`.
    var first: UInt8? { isEmpty ? nil : self[0] }
}
