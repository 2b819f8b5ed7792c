/// Pages of shops, payment services and carriers that name an order, a person, a parcel or a
/// secret, one per line, each with what must be left of it.
enum URLCorpusIdentifying {
    static let pairs = [
        wooCommerce, magento, shopify, prestaShop, shopware, lightspeed, others, payments, parcels,
        accounts, generic,
    ].flatMap { block in
        block.split(separator: "\n").map { line in
            let fields = line.split(separator: " ")
            return (url: String(fields.first ?? ""), expected: String(fields.last ?? ""))
        }
    }

    private static let wooCommerce = """
        /checkout/order-received/65421/?key=wc_order_aB3dE5fG7hJ9k /checkout/order-received/{order}/
        /afrekenen/order-received/65421/ /afrekenen/order-received/{order}/
        /afrekenen/bestelling-ontvangen/65421/ /afrekenen/bestelling-ontvangen/{order}/
        /commander/commande-recue/1234/ /commander/commande-recue/{order}/
        /kasse/bestellung-erhalten/981/ /kasse/bestellung-erhalten/{order}/
        /checkout/order-pay/65421/?pay_for_order=true /checkout/order-pay/{order}/
        /afrekenen/bestelling-betalen/65421/ /afrekenen/bestelling-betalen/{order}/
        /my-account/view-order/65421/ /my-account/view-order/{order}/
        /mijn-account/bekijk-bestelling/65421/ /mijn-account/bekijk-bestelling/{order}/
        /mon-compte/voir-commande/12/ /mon-compte/voir-commande/{order}/
        /mein-konto/bestellung-anzeigen/12/ /mein-konto/bestellung-anzeigen/{order}/
        /my-account/view-subscription/881/ /my-account/view-subscription/{order}/
        /my-account/delete-payment-method/17/ /my-account/delete-payment-method/{id}/
        /x/wc_order_aB3dE5fG7hJ9k/ /x/{order}/
        /author/jan-janssens/ /author/{user}/
        /author/jan/page/2/ /author/{user}/page/2/
        /wp-json/wp/v2/users/12 /wp-json/wp/v2/users/{user}
        /wp-json/wc/v3/orders/65421 /wp-json/wc/v3/orders/{order}
        /wp-json/wc/v3/customers/881 /wp-json/wc/v3/customers/{id}
        /wp-content/uploads/facturen/factuur-2024-0012345.pdf /wp-content/uploads/facturen/{order}
        /wp-content/uploads/wpo_wcpdf/invoice-20240017.pdf /wp-content/uploads/wpo_wcpdf/invoice-{order}
        /wishlist/view/A1B2C3D4E5F6/ /wishlist/view/{token}/
        /verlanglijst/view/9f8e7d6c5b4a/ /verlanglijst/view/{token}/
        /winkelwagen-delen/Zx8yabC12/ /winkelwagen-delen/{token}/
        /members/jan/profile/ /members/{user}/profile/
        """

    private static let magento = """
        /sales/order/view/order_id/17/ /sales/order/view/order_id/{order}/
        /sales/order/print/order_id/100000123/ /sales/order/print/order_id/{order}/
        /sales/order/invoice/order_id/123456/ /sales/order/invoice/order_id/{order}/
        /sales/order/reorder/order_id/17/ /sales/order/reorder/order_id/{order}/
        /sales/order/shipment/order_id/17/ /sales/order/shipment/order_id/{order}/
        /customer/account/confirm/id/17/key/abcdefghijklmnopqrstuvwxyz012345/ /customer/account/confirm/id/{token}/key/{token}/
        /customer/account/createPassword/id/17/token/0123456789abcdef0123456789abcdef/ /customer/account/createPassword/id/{token}/token/{token}/
        /customer/account/login/referer/aHR0cHM6Ly9zaG9wLmV4YW1wbGUv/ /customer/account/login/referer/{token}/
        /customer/address/edit/id/123/ /customer/address/edit/id/{id}/
        /rest/default/V1/guest-carts/AbCdEf0123456789AbCdEf0123456789/items /rest/default/V1/guest-carts/{token}/items
        /rest/V1/guest-carts/0hJ7kZ2qWnXv8bRtYsLpC4dE6fG9aM1o/payment-information /rest/V1/guest-carts/{token}/payment-information
        /rest/V1/orders/17 /rest/V1/orders/{order}
        /rest/V1/customers/881 /rest/V1/customers/{id}
        /newsletter/subscriber/unsubscribe/id/17/code/0123456789abcdef0123456789abcdef/ /newsletter/subscriber/unsubscribe/id/{token}/code/{token}/
        /newsletter/subscriber/confirm/id/17/code/ab12cd34/ /newsletter/subscriber/confirm/id/{token}/code/{token}/
        /wishlist/shared/index/code/0123456789abcdef0123456789abcdef/ /wishlist/shared/index/code/{token}/
        /wishlist/index/configure/id/1234/ /wishlist/index/configure/id/{token}/
        /checkout/cart/add/uenc/aHR0cHM6Ly9zaG9wLmV4YW1wbGUvamFu/product/1234/ /checkout/cart/add/uenc/{token}/product/1234/
        /checkout/cart/delete/id/1234/form_key/aB3dE5fG7hJ9kL1m/ /checkout/cart/delete/id/{order}/form_key/{token}/
        /catalog/product_compare/add/product/1234/uenc/aHR0cHM6Ly9zaG9wLmV4YW1wbGUv/form_key/aB3dE5fG7hJ9kL1m/ /catalog/product_compare/add/product/1234/uenc/{token}/form_key/{token}/
        /downloadable/download/link/id/MC4xMjM0NTYwMCAxNzAwMDAwMDAw/ /downloadable/download/link/id/{token}/
        /persistent/index/token/9a8b7c6d/ /persistent/index/token/{token}/
        /buckaroo/redirect/process/transaction/9A8B7C6D5E4F/ /buckaroo/redirect/process/transaction/{order}/
        /mollie/checkout/process/order_id/17/payment_token/abcDEF123456/ /mollie/checkout/process/order_id/{order}/payment_token/{order}/
        """

    private static let shopify = """
        /checkouts/cn/Z2NwLWV1cm9wZS/information /checkouts/cn/{token}/information
        /checkouts/cn/Z2NwLWV1cm9wZS13ZXN0MTowMUhYWVo/thank_you /checkouts/cn/{token}/thank_you
        /checkouts/c/0123456789abcdef0123456789abcdef/shipping /checkouts/c/{token}/shipping
        /checkouts/co/abcdefgh/payment /checkouts/{token}/{token}/payment
        /12345678/checkouts/0123456789abcdef0123456789abcdef/thank_you /{id}/checkouts/{token}/thank_you
        /12345678/orders/0123456789abcdef0123456789abcdef/authenticate?key=x /{id}/orders/{order}/authenticate
        /orders/0123456789abcdef0123456789abcdef /orders/{order}
        /account/orders/0123456789abcdef0123456789abcdef /account/orders/{order}
        /account/orders/5123456789012 /account/orders/{order}
        /account/activate/81/Zx8yabC /account/activate/{token}/{token}
        /account/reset/81/0a1b2c3d-1700000000 /account/reset/{token}/{token}
        /account/invite/81/abcdef /account/invite/{token}/{token}
        /cart/c/Z2NwLXVzLWVhc3QxOjAxSFhZWjEyMzQ?key=abc /cart/c/{token}
        /customer_authentication/redirect/Zx8yabC12QwErTy78UiOp /customer_authentication/redirect/{token}
        /apps/track123/tracking/NL1234567890 /apps/track123/tracking/{tracking}
        /a/tracking/3SABCD1234567 /a/tracking/{tracking}
        /tools/recurring/customers/abc123def456/subscriptions /tools/recurring/customers/{id}/subscriptions
        /gift_cards/12345678/0123456789abcdef0123456789abcdef /gift_cards/{id}/{token}
        /12345678/invoices/0123456789abcdef0123456789abcdef /{id}/invoices/{order}
        /customer_identity/redirect/u/eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0ZXN0In0. /customer_identity/redirect/u/{user}
        """

    private static let prestaShop = """
        /order-detail/17 /order-detail/{order}
        /order-confirmation/17 /order-confirmation/{order}
        /order-follow/XKBKNABJK /order-follow/{order}
        /guest-tracking/XKBKNABJK /guest-tracking/{order}
        /pdf-invoice/17 /pdf-invoice/{order}
        /nl/bestelbevestiging/XKBKNABJK /nl/bestelbevestiging/{order}
        /password-recovery/7747c8007834ea6261ed2aa592e5751a /password-recovery/{token}
        /module/blockwishlist/view/7747c8007834ea62 /module/blockwishlist/view/{token}
        /address/17 /address/{id}
        /module/mollie/return/tr_WDqYK6vllg /module/mollie/return/{order}
        """

    private static let shopware = """
        /account/order/aBcDeFgHiJkLmNoPqRsTuVwXyZ012345 /account/order/{order}
        /account/order/edit/0190a1b2c3d4e5f60718293a4b5c6d7e /account/order/edit/{order}
        /account/order/document/0190a1b2c3d4e5f60718293a4b5c6d7e/xyz1234 /account/order/document/{order}/{order}
        /account/recover/password/0123456789abcdef0123456789abcdef /account/recover/password/{token}
        /account/resetPassword/hash/9a8b7c6d5e4f3a2b /account/resetPassword/hash/{token}
        /account/download/esdID/12 /account/download/esdID/{id}
        /checkout/finish/sUniqueID/0123456789abcdef0123456789abcdef /checkout/finish/sUniqueID/{token}
        /checkout/finish/20012 /checkout/finish/{order}
        /registration/confirm/aB3dE5fG7hJ9kL1m /registration/confirm/{token}
        /newsletter/confirm/0a1b2c3d4e5f /newsletter/confirm/{token}
        /note/sUniqueID/abcdef /note/sUniqueID/{token}
        /store-api/order/0190a1b2c3d4e5f60718293a4b5c6d7e /store-api/order/{order}
        """

    private static let lightspeed = """
        /nl/checkout/9a8b7c6d5e4f3a2b1c0d/payment/ /nl/checkout/{token}/payment/
        /nl/checkout/onestep/9a8b7c6d5e /nl/checkout/onestep/{token}
        /nl/checkout/thankyou/ORD00123 /nl/checkout/thankyou/{order}
        /nl/account/orders/12345678/ /nl/account/orders/{order}/
        /nl/account/invoices/INV00123/ /nl/account/invoices/{order}/
        /nl/account/shipments/12345678/ /nl/account/shipments/{tracking}/
        /nl/account/tickets/123/ /nl/account/tickets/{id}/
        /nl/account/password/reset/9a8b7c6d5e/ /nl/account/password/reset/{token}/
        /nl/account/returns/add/12345/ /nl/account/returns/add/{order}/
        /nl/services/unsubscribe/12345/ab12cd/ /nl/services/unsubscribe/{token}/{token}/
        /nl/order/ORD00123/pay/ /nl/order/{order}/pay/
        /nl/quote/Q-00123-ab/ /nl/quote/{token}/
        """

    private static let others = """
        /order/status/9a8b7c6d /order/status/{order}
        /order/status/Zx8yabC12QwErTy78UiOp /order/status/{order}
        /checkout/thanks/9a8b7c6d5e4f /checkout/thanks/{order}
        /bedankt/9a8b7c6d5e4f /bedankt/{order}
        /bestelling/MW-2024-00123 /bestelling/{order}
        /bestelling/bedankt/20240017 /bestelling/bedankt/{order}
        /my/orders/17?access_token=746f4b90-23d9-561a-8215-09fd380eccee /my/orders/{order}
        /my/invoices/17 /my/invoices/{order}
        /r/Ab3 /r/{token}
        /web/reset_password/aB3dE5fG7hJ9kL1mN0pQ /web/reset_password/{token}
        /checkout/65421/complete /checkout/{order}/complete
        /checkout/65421/payment/return /checkout/{order}/payment/return
        /user/reset/17/1700000000/Ab3 /user/reset/{token}/{token}/{token}
        /user/17/orders/4711 /user/{user}/orders/{order}
        /index.php?route=account/order/info&order_id=17/../reset/abc /index.php
        /customer/orders/2024-000123 /customer/orders/{order}
        /facturen/F2024-00123 /facturen/{order}
        /factuur/2024000123.pdf /factuur/{order}
        /factuur-20240001.pdf /factuur-{order}
        /bestelling-123456-bedankt /bestelling-{order}-bedankt
        /rechnung/RE-2024-1001 /rechnung/{order}
        /facture/FA-00123 /facture/{order}
        /retouren/RMA-00123 /retouren/{order}
        /rma/00123 /rma/{order}
        /offerte/20240017 /offerte/{token}
        /offerte/OFF-2024-17/accepteren /offerte/{token}/accepteren
        /cadeaubon/ABCD-1234-EFGH /cadeaubon/{token}
        /reservering/88123/bevestiging /reservering/{order}/bevestiging
        /ticket-id/88123 /ticket-id/{id}
        /transactie/0012345678 /transactie/{order}
        /transactions/9A8B7C6D /transactions/{order}
        /invoice/+++010/8068/17183+++ /invoice/{order}/{order}/{order}
        """

    private static let payments = """
        https://www.mollie.com/checkout/select-method/7UhSN1zuXS https://www.mollie.com/checkout/select-method/{token}
        https://pay.mollie.com/payment/tr_WDqYK6vllg https://pay.mollie.com/payment/{order}
        https://checkout.stripe.com/c/pay/cs_live_a1B2c3D4e5F6g7H8 https://checkout.stripe.com/c/pay/{order}
        https://invoice.stripe.com/i/acct_1032D82eZvKYlo2C https://invoice.stripe.com/i/{token}
        https://payv2.multisafepay.com/connect/13wqXtZ0ab12/payment https://payv2.multisafepay.com/connect/{token}/payment
        https://checkout.buckaroo.nl/html/request/9A8B7C6D5E https://checkout.buckaroo.nl/html/request/{token}
        https://eu.adyen.link/PL9A8B7C6D5E4F https://eu.adyen.link/{token}
        https://checkoutshopper-live.adyen.com/session/CS9A8B7C6D/status https://checkoutshopper-live.adyen.com/session/{token}/status
        https://www.paypal.com/checkoutnow/9AB12345CD678901E https://www.paypal.com/checkoutnow/{token}
        https://www.paypal.me/user/janjanssens https://www.paypal.me/user/{user}
        https://pay.klarna.com/eu/hpp/payments/aB3dE5fG7hJ https://pay.klarna.com/eu/hpp/payments/{order}
        https://secure.ogone.com/ncol/prod/3012345678 https://secure.ogone.com/ncol/prod/{order}
        https://safe.pay.nl/pay/1234567890Xab12c/NL/ https://safe.pay.nl/pay/{order}/NL/
        https://payconiq.com/pay/2/5f2b1c3d4e5f6a7b8c9d0e1f https://payconiq.com/pay/{order}/{order}
        https://tikkie.me/pay/Shop/aB3dE5fG7hJ9kL1m https://tikkie.me/pay/Shop/{order}
        /payment/return/tr_WDqYK6vllg /payment/return/{order}
        /mollie/webhook/tr_WDqYK6vllg /mollie/webhook/{order}
        /stripe/success/cs_test_a1B2c3D4e5F6g7H8 /stripe/success/{order}
        /return/tr_WDqYK6vllg /return/{order}
        /adyen/process/redirect/8515131751004933 /adyen/process/redirect/{order}
        /paypal/express/return/EC-60U79048BN7719609 /paypal/express/return/{order}
        /klarna/confirmation/0b1d9815-165e-42e2-8867-35bc03789e00 /klarna/confirmation/{order}
        /multisafepay/success/100000123 /multisafepay/success/{order}
        /buckaroo/return/100000123 /buckaroo/return/{order}
        /betaling/status/100000123 /betaling/status/{order}
        """

    private static let parcels = """
        https://jouw.postnl.nl/track-and-trace/3SABCD1234567-NL-1234AB https://jouw.postnl.nl/track-and-trace/{tracking}
        https://jouw.postnl.nl/track-and-trace/3SABCD1234567/NL/1234AB https://jouw.postnl.nl/track-and-trace/{tracking}/NL/{tracking}
        https://jouw.postnl.be/#!/track-en-trace/3SABCD1234567/BE/1000 https://jouw.postnl.be/
        https://track.bpost.cloud/btr/web/#/search?itemCode=323212345678901234567890&postalCode=1000 https://track.bpost.cloud/btr/web/
        https://track.bpost.be/btr/web/323212345678901234567890 https://track.bpost.be/btr/web/{tracking}
        https://my.dhlparcel.nl/home/tracktrace/JVGL06212345678901/1012AB https://my.dhlparcel.nl/home/tracktrace/{tracking}/{tracking}
        https://www.dhl.com/be-en/JJD000390012345678 https://www.dhl.com/be-en/{tracking}
        https://tracking.dpd.de/status/nl_NL/parcel/01234567890123 https://tracking.dpd.de/status/nl_NL/parcel/{tracking}
        https://tracking.dpd.de/parcelstatus/05222345678901 https://tracking.dpd.de/parcelstatus/{tracking}
        https://gls-group.eu/NL/nl/volg-je-pakket/12345678901 https://gls-group.eu/NL/nl/volg-je-pakket/{tracking}
        https://www.gls-info.nl/tracking/12345678901/1012AB https://www.gls-info.nl/tracking/{tracking}/{tracking}
        https://www.ups.com/track/1Z999AA10123456784 https://www.ups.com/track/{tracking}
        https://www.fedex.com/fedextrack/123456789012 https://www.fedex.com/fedextrack/{tracking}
        https://www.laposte.fr/outils/suivre-vos-envois/6A12345678901 https://www.laposte.fr/outils/suivre-vos-envois/{tracking}
        https://www.mondialrelay.fr/suivi-de-colis/12345678/75001 https://www.mondialrelay.fr/suivi-de-colis/{tracking}/{tracking}
        https://myparcel.me/track-trace/3SMYPA1234567/1234AB/NL https://myparcel.me/track-trace/{tracking}/{tracking}/NL
        https://shop.trackingmore.com/RR123456785NL https://shop.trackingmore.com/{tracking}
        https://t.17track.net/nl#nums=RR123456785NL https://t.17track.net/nl
        /tracking/RR123456785NL /tracking/{tracking}
        /track/1Z999AA10123456784 /track/{tracking}
        /x/RR123456785NL /x/{tracking}
        /x/3SABCD1234567 /x/{tracking}
        /x/1Z999AA10123456784 /x/{tracking}
        /bezorging/1012AB/17 /bezorging/{postcode}/17
        /bezorging/1012%20AB /bezorging/{postcode}
        /winkels/1012AB-17 /winkels/{postcode}
        /winkels/postcode/1000 /winkels/postcode/{postcode}
        /plz/10115 /plz/{postcode}
        /code-postal/75001 /code-postal/{postcode}
        /zending/volgen/00340434161094012345 /zending/volgen/{tracking}
        /colis/6A12345678901/75001 /colis/{tracking}/{tracking}
        /sendungsverfolgung/00340434161094012345 /sendungsverfolgung/{tracking}
        """

    private static let accounts = """
        /reset/abcdef /reset/{token}
        /wachtwoord-vergeten/aB3dE5fG7hJ9k /wachtwoord-vergeten/{token}
        /wachtwoord-herstellen/12/abcdefgh /wachtwoord-herstellen/{token}/{token}
        /mot-de-passe-oublie/abcdefgh /mot-de-passe-oublie/{token}
        /passwort-vergessen/abcdefgh /passwort-vergessen/{token}
        /activeer/abc123 /activeer/{token}
        /bevestig/abc123 /bevestig/{token}
        /afmelden/jan /afmelden/{token}
        /uitschrijven/abc123 /uitschrijven/{token}
        /desinscription/abc123 /desinscription/{token}
        /verify-email/abcdefgh /verify-email/{token}
        /magic-link/abcdefgh /magic-link/{token}
        /magic/ab12 /magic/{token}
        /invite/JAN10 /invite/{token}
        /confirm/ab12cd /confirm/{token}
        /auth/callback/ab12cd /auth/callback/{token}
        /share/Zx8yabC /share/{token}
        /user/jan /user/{user}
        /u/746f4b90-23d9-561a-8215-09fd380eccee /u/{user}
        /profile/4711 /profile/{user}
        /profiel/jan-janssens /profiel/{user}
        /@jan/ /{user}/
        /klant/4711 /klant/{id}
        /klanten/K00123/gegevens /klanten/{id}/gegevens
        /account/4711 /account/{id}
        /account/addresses/12345 /account/addresses/{id}
        /kunden/4711 /kunden/{id}
        /client/4711 /client/{id}
        /debiteuren/D4711 /debiteuren/{id}
        /spaarkaart/2600123456789 /spaarkaart/{id}
        /lid/4711 /lid/{user}
        /x/(S(abcdefghijklmnopqrstuvwx))/y /x/{token}/y
        /x;jsessionid=0123456789ABCDEF0123456789ABCDEF.node1 /x
        https://jan:geheim@shop.example/p https://shop.example/p
        https://shop.example/p#access_token=abc https://shop.example/p
        """

    private static let generic = """
        /unsubscribe/jan@example.com /unsubscribe/{email}
        /unsub/jan.janssens%2540example.com /unsub/{email}
        /x/jan%40example.com/y /x/{email}/y
        /x/jan%252540example.com/y /x/{email}/y
        /x/amFuQGV4YW1wbGUuY29t /x/{token}
        /x/YUBiLm5s /x/{token}
        /x/aHR0cHM6Ly9hLm5s /x/{token}
        /x/746f4b90-23d9-561a-8215-09fd380eccee /x/{uuid}
        /x/7747c8007834ea6261ed2aa592e5751a/ /x/{token}/
        /x/eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0ZXN0In0. /x/{token}
        /x/7UhSN1zuXS/y /x/{token}/y
        /x/203.0.113.9/y /x/{ip}/y
        /x/2001:db8::1/y /x/{ip}/y
        /x/1234567 /x/{id}
        /search/12345678 /search/{id}
        /x/jan-1234567 /x/jan-{id}
        /tel/+32470123456 /tel/{phone}
        /iban/NL91ABNA0417164300 /iban/{iban}
        /x/00:1b:63:84:45:e6 /x/{mac}
        /x/85.07.30-033.28 /x/{nationalid}
        /go/https%3A%2F%2Fshop.example%2F%3Fe%3Dx /go/{url}
        /go/%2Faccount%2Forders%2F1234 /go/%2Faccount%2Forders%2F{order}
        /go/account%252Forders%252F1234 /go/account%252Forders%252F{order}
        /page&gclid=Cj0KTEST_x /page
        /page&email=jan@example.com /page
        /x/%31%32%33/y /x/{token}/y
        /orders-1234 /orders-{order}
        /x/rode-jurk-746f4b90-23d9-561a-8215-09fd380eccee /x/rode-jurk-{uuid}
        /x/123456_746f4b90-23d9-561a-8215-09fd380eccee.pdf /x/{id}_{uuid}.pdf
        /x/2001:db8::1123456 /x/{token}
        /winkels/51.2194,4.4025 /winkels/{location}
        /maps/dir/-51.2194%2C-4.40255/ /maps/dir/{location}/
        /bestelling1234 /bestelling{order}
        /customer-4711/gegevens /customer-{id}/gegevens
        /order.php/1234 /order.php/{order}
        /ORDERS/1234 /ORDERS/{order}
        /account/orders/zx8y /account/orders/{order}
        /wishlist/jan-en-marie /wishlist/{token}
        /nl//orders//1234 /nl//orders//{order}
        """
}
