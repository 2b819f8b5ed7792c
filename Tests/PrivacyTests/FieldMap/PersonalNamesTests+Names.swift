import Privacy

extension PersonalNamesTests {
    static let personalNames: [(Kind, [String])] = [
        (
            .email,
            words(
                """
                email e_mail emailadres billing_email customer_email klantemail user_mail
                klant_mail mail_adres courriel courriel_client order_email contact_email
                mail_client newsletter_email shippingemail email_klant adresse_mail
                """)
        ),
        (
            .phone,
            words(
                """
                customer_phone billing_phone phone gsm_nr mobielnummer mobile_number fax
                shipping_phone telefoonnummer klant_telefoon contact_tel tel_nr phone_number
                mobile_phone customer_mobile mobiel_nr billing_fax numero_telephone
                telephone_client kundentelefon handynummer user_phone_number whatsapp_number
                klantgsm order_phone billing_tel mobile_no home_phone lieferungstelefon
                """)
        ),
        (
            .personName,
            words(
                """
                billing_first_name customer_last_name buyer_name recipient display_name
                contact_name nom_famille nom_de_famille first_name last_name voornaam
                klant_voornaam achternaam klant_achternaam ontvanger ontvanger_naam
                klantnaam klant_naam nom_client nom_du_client prenom_client prenom vorname
                nachname kundenname kunde_name kunden_vorname full_name user_full_name
                shipping_last_name factuur_naam billing_name shipping_name member_name
                gast_naam account_name profile_name user_name_last_name recipient_name
                empfaenger empfaenger_name besteller_naam koper_naam your_name mijn_naam
                sender_name payer_name tussenvoegsel card_holder account_holder_name
                leveringsnaam person_name name_customer naam_van_de_klant destinataire
                customer_surname buyer patient_name nickname contactpersoon
                """)
        ),
        (
            .postalAddress,
            words(
                """
                shipping_street billing_city shipping_postcode postcode shipping_address_1
                billing_zip billing_zipcode straat straatnaam klant_straat huisnummer
                house_number billing_house_number code_postal code_postal_client
                ville_client ville_livraison customer_city user_city klant_woonplaats
                klant_plaats leverplaats lieferort lieferadresse lieferstrasse
                rechnungsadresse rechnungsort kunden_plz kundenstadt factuuradres
                factuur_postcode leveradres leverings_adres delivery_address delivery_city
                adresse_livraison rue_livraison billing_company company_name bedrijfsnaam
                klant_bedrijf contact_city order_address order_city shipping_town
                address_line_2 postal_code billingcity shippingzip stad_klant huisnr plz
                hausnummer bestelling_plaats
                """)
        ),
        (
            .userID,
            words(
                """
                klantnr klant_nr klantnummer klantnummer_2 customer_nr customer_code
                customer_id customer_number customer_no customer_ref customer_key member_no
                member_number member_id debiteurnr debiteur_nummer profile_id person_id puid
                user_id user_code user_key user_ref user_uid account_id account_number
                account_no account_nr contact_id contact_nr contact_key numero_client
                numero_du_client num_client code_client ref_client id_client id_customer
                no_client kunden_nummer kundennummer kundennr kunde_id klant_id klantid
                klantcode klant_ref klantenref klantenkaart relatie_code relatienummer lidnr
                lid_nummer ledennummer gebruiker_id gebruikers_id mitgliedsnummer
                subscriber_id subscriber_key abonnee_nummer guest_id payer_id buyer_id
                koper_id recipient_id sender_id login_id loyalty_number loyalty_card
                loyaltynr crm_number persoonsnummer employee_number patient_id billing_id
                lead_id user_pseudo_id clientnr client_no client_code client_number
                consumer_id visitor_number shopper_reference customer btw_nummer kenteken
                username gebruikersnaam customer_account_code user_data_id userdata_id
                """)
        ),
        (
            .orderID,
            words(
                """
                bestelnr ordernr increment_id factuur ticket_id tracking_number orderid2
                order_id order_number order_no order_nr order_num order_ref order_reference
                order_code order_key id_order bestel_nummer bestelling_nr bestellingnummer
                bestelcode bestell_nummer bestellnummer numero_commande numero_de_commande
                ref_commande code_commande id_commande commande_id num_commande factuur_nr
                factuurnummer invoice_number invoice_no invoice_id facture_numero
                rechnungsnummer rechnungs_order_nr ticket_number ticket_nr ticket_code
                tracking_id tracking_code trackingnr parcel_id parcel_number colis_id
                sendungsnummer zendingnummer shipping_number shipment_id delivery_id
                delivery_number payment_id payment_reference payment_ref
                betalingskenmerk_order_id transaction_id transaction_number cart_id
                cart_number basket_id booking_id booking_number boekingsnummer
                reservation_number reserveringsnummer auftragsnummer quote_id purchase_id
                purchase_number subscription_id contract_nummer rma_number retour_nummer
                pakketnummer winkelwagen_id panier_id warenkorb_id devis_numero
                psp_reference order_form_id order_name
                """)
        ),
        (
            .birthDate,
            words(
                """
                birth_year birth_date date_of_birth birthday geboortedatum
                klant_geboortedatum geboorte_datum date_naissance date_de_naissance
                geburtsdatum customer_age customer_birth user_age klant_leeftijd
                customer_gender user_dob member_birthday birth_place klantleeftijd age
                gender
                """)
        ),
        (
            .clientID,
            words(
                """
                client_id visitor_id anonymous_id cookie_id fbp device_id ga_client_id
                """)
        ),
        (
            .sessionID,
            words(
                """
                session_id ga_session_id
                """)
        ),
        (
            .clickID,
            words(
                """
                gclid last_gclid fbclid click_id ms_gclid msclkid page_ttclid gcl_aw
                """)
        ),
        (
            .ip,
            words(
                """
                ip ip_address user_ip client_ip visitor_ip customer_ip order_ip klant_ip
                """)
        ),
        (
            .secret,
            words(
                """
                password user_password wachtwoord nieuw_wachtwoord iban klant_iban bsn
                bsn_nummer access_token csrf_token api_key card_number mot_de_passe
                rijksregisternummer passport_number client_secret
                """)
        ),
    ]

    /// `age_group` is a property of products in shop feeds, and a bracket singles nobody out;
    /// `item_number` is the number of an article.
    static let harmlessNames = words(
        """
        item_name product_name productnaam product_id item_id list_name page_type page_name
        event_name customer_type customer_group klanttype klant_type user_type account_type
        order_value order_total order_status order_count payment_type payment_method
        shipping_tier shipping_cost shipping_method delivery_type delivery_time
        invoice_total coupon_code promo_code sku_code category_id content_id store_id
        brand_name color_name variant_id currency_code country_code language_code postage
        orderby order_by mobile is_mobile age_group tracking_enabled profile_completed
        campaign_name search_term number_of_items item_number stock_no item_brand
        item_category item_variant item_list_name item_list_id item_no product_code
        product_number product_type product_naam productnummer artikelnummer artikel_nr
        article_code sku ean gtin brand merk merknaam categorie categorienaam category_name
        kleur kleurnaam maat size price prijs value currency quantity aantal discount
        korting kortingscode actiecode voucher_code gift_wrap promotion_id promotion_name
        creative_name creative_slot page_id page_title page_category page_path page_location
        content_name content_type content_group content_category template_name form_id
        form_name form_type form_step file_name file_extension link_id link_text link_url
        link_classes video_title video_duration video_percent video_provider screen_name
        screen_class outbound search_results results_count filter_name filter_value sort
        sort_order method event_category event_label event_action event_value event_id
        campaign_id campaign_source campaign_medium source medium country language locale
        theme store_name store_code shop_name shop_type winkel_naam warehouse_code
        stock_level stock_status availability in_stock stock_code rating_value review_count
        score customer_segment customer_lifetime_value customer_group_id customer_group_name
        customer_status customer_since user_status user_role user_language user_properties
        user_segment user_level account_status account_tier account_plan_name logged_in
        login_method login_status member_level member_type lid_type loyalty_tier
        loyalty_program_name order_currency order_currency_code order_tax order_discount
        order_item_count order_source order_type order_items order_item_id bestelwaarde
        bestelling_totaal bestelstatus ordertype orderwaarde ordering payment_status
        payment_provider payment_method_code payment_method_name betaalmethode
        betaling_status shipping shipping_country shipping_class shipping_rate_id
        shipping_zone_name shipping_method_id verzendkosten verzendmethode levertijd
        leveringstype delivery_date delivery_slot_id delivery_option_name billing_country
        billing_country_code billing_cycle invoice_status factuur_totaal ticket_type
        ticket_type_name ticket_price ticket_count tracking_status tracking_consent
        cart_value cart_total cart_size cart_items number_of_products number_of_results
        nombre_articles nom_produit nom_article code_produit code_promo code_pays
        code_langue ref_produit reference_produit produktname produkt_id artikelname farbe
        groesse kategorie kategorie_name versandkosten zahlungsart lieferzeit kundentyp
        kundengruppe profile_status profile_type profile_progress contact_method
        contact_reason contact_form_id contact_form_name contact_page_name user_is_returning
        device_category device_type browser_name browser_version os_version
        screen_resolution viewport_size ab_test_variant experiment_id variant_name
        experiment_name banner_name banner_id position index timestamp wishlist_count
        image_size newsletter newsletter_signup subscription_type subscription_plan
        subscription_plan_id message_type error_code error_message status_code response_code
        step_number page_number results_per_page gift_message_added return_reason returning
        review_id recipe_name
        """)

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map { String($0) }
    }
}
