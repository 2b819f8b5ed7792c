import Bytes

extension QueryParameters {
    /// Campaign parameters, from the manuals of the tools that write them.
    ///
    /// Whole names only: a name is text of the sender too.
    static let campaigns = FoldedWords([
        (
            1,
            """
            utm_source utm_medium utm_campaign utm_content utm_term utm_id utm_source_platform
            utm_creative_format utm_marketing_tactic gad_source gad_campaignid gclsrc mc_cid cmpid
            ceneo_spo oprtrack spm
            pk_campaign pk_cpn pk_kwd pk_keyword pk_source pk_medium pk_content pk_group
            pk_placement mtm_campaign mtm_cpn mtm_keyword mtm_kwd mtm_source mtm_medium mtm_content
            mtm_group mtm_placement matomo_campaign matomo_cpn matomo_keyword matomo_kwd
            matomo_source matomo_medium matomo_content matomo_group matomo_placement piwik_campaign
            piwik_cpn piwik_keyword piwik_kwd piwik_source piwik_medium piwik_content piwik_group
            piwik_placement itm_source itm_medium itm_campaign itm_content itm_term otm_source
            otm_medium otm_campaign otm_content otm_term tw_source tw_medium tw_campaign tw_content
            tw_term at_medium at_campaign at_creation at_variant at_network at_term at_platform
            at_format at_general_placement at_detail_placement at_offer hsa_acc hsa_cam hsa_grp
            hsa_ad hsa_src hsa_tgt hsa_kw hsa_mt hsa_net hsa_ver hsa_la hsa_ol
            """
        )
    ])

    /// Names that stand for one click, one recipient, one visitor, one order or one secret.
    static let refused = FoldedWords([
        (1, adClicks), (1, affiliateClicks), (1, recipients), (1, visitors), (1, payments),
        (1, secrets),
    ])

    private static let adClicks: StaticString = """
        gclid gbraid wbraid dclid srsltid _gl _ga _gac gclaw gcldc fbclid fb_action_ids
        fb_action_types fb_source fb_ref fb_comment_id fb_xd_fragment action_object_map
        action_type_map action_ref_map igshid igsh msclkid ttclid twclid li_fat_id epik sccid
        rdt_cid qclid ndclid yclid ysclid _openstat ymclid ymid syclid vmcid s_kwcid ef_id mkwid
        pcrid wickedid oborigurl dicbo tblci tbclid cto_pld cto_clid rtid unicorn_click_id vgo_ee
        _branch_match_id _branch_referrer gps_adid idfa aaid idfv gaid
        """

    private static let affiliateClicks: StaticString = """
        awc sn irclickid irclid irgwc im_ref tduid tdclid_sn ttaid ttrk ttcid tt dci dcmi cjevent
        cjdata clickref prf_ref pubref sscid ranmid raneaid ransiteid siteid rb_clickid admitad_uid
        tagtag_uid gci external_click_id click_id clickid subid customid
        """

    private static let recipients: StaticString = """
        mc_eid mc_tc _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mkt_tok vero_id vero_conv
        oly_enc_id oly_anon_id __s _ke _kx dm_i dm_t ml_subscriber ml_subscriber_hash et_rid sfmc_id
        sfmc_activityid sfmc_sub j l u mid jb sc_uid sc_eh sc_customer sc_llid sc_lid
        at_recipient_id at_recipient_list xtor _bta_tid _bta_c trk_contact trk_msg trk_module
        trk_sid _clde _cldee esid recipientid ss_email_id ss_source sms_click sms_uph sms_source
        bbeml _bhlid _io_session_id __io_lv cm_me cm_cr elqtrackid elqtrack elq elqaid elqat
        elqcampaignid wt_mc wt_zmc wtrid actmd sqz_r cdsid cppid pom nb em_cmp_id m_i
        user_email_address e em cuid utm_userid utm_session mtm_cid pk_cid matomo_cid piwik_cid
        """

    private static let visitors: StaticString = """
        pk_vid _sp ajs_aid ajs_uid mp_id distinct_id ph_distinct_id adobe_mc s_vi _vid
        guce_referrer guce_referrer_sig usqp __twitter_impression si os_ehash cid client_id
        """

    private static let payments: StaticString = """
        order orderid order_id id_order id_cart orderno order_no order_number orderkey order_key
        order_reference merchantreference pspreference shopperreference redirectresult sessionresult
        brq_invoicenumber brq_ordernumber brq_payment brq_transactions brq_datarequest
        brq_description brq_customer_name brq_payer_hash brq_signature
        payload payment_intent setup_intent source_redirect_slug transactionid transaction_id trx
        trxid payerid payer_id paymentid payment_id payid ba_token subscription_id tx cm
        klarna_order_id hppid md pares ec cardno ed cn shasign orderstatusid paymentsessionid
        checkout cart cart_id quote_id itemcode itemidentifier barcode tracking_id trackingid awb
        idc parcelnumber parcelno tracknum tracknums tracknumber tracknumbers trknbr
        numeroexpedition tracking_number trackingnumber tracking_code trackingcode _sid _ss _fid
        email_hash
        """

    private static let secrets: StaticString = """
        sid session_id sessionid phpsessid jsessionid aspsessionid cfid cftoken oscsid zenid xtcsid
        cartid token access_token id_token refresh_token reset_token auth authtoken auth_token jwt
        sig signature x-amz-signature x-amz-credential x-amz-security-token api_key apikey key otp
        pin nonce _wpnonce samlresponse samlrequest ticket secret client_secret password passwd pwd
        form_key formkey csrf csrf_token _token hash login username user_login authorization
        code_challenge merchantsig secure_key relaystate suniqueid sw-context-token
        """

    /// What belongs to a person, an order or a bank, without separators; Dutch, French, German,
    /// English.
    static let personal = FoldedWords([
        (
            1,
            """
            email emailadres emailaddress mail mailadres courriel adressemail useremail
            customeremail billingemail shippingemail payeremail firstname fname givenname voornaam
            prenom vorname lastname lname surname familyname achternaam familienaam naam
            tussenvoegsel nom nomdefamille nachname fullname volledigenaam customername phone
            phonenumber tel telefoon telefoonnummer telnr gsm gsmnummer mobiel mobile telephone
            telefon handy whatsapp street straat straatnaam adres adresregel address address1
            address2 rue adresse strasse housenumber huisnummer huisnr toevoeging
            huisnummertoevoeging busnummer hausnummer postcode postalcode zip zipcode codepostal plz
            city plaats woonplaats gemeente ville birthdate dob birthday geboortedatum geboren
            datenaissance datedenaissance geburtsdatum gender geslacht aanhef civilite anrede
            salutation bsn burgerservicenummer sofinummer rijksregisternummer rrn insz inss
            nationaalnummer registrenational niss nir steuerid passport paspoort iban rekeningnummer
            rekening bankrekening kontonummer bic tenaamstelling cardnumber ccnumber kaartnummer pan
            cvv cvc customerid customernumber klantnummer klantid klant relatienummer debiteurnummer
            numeroclient kundennummer memberid lidnummer loyalty spaarkaart userid uid contactid
            subscriberid accountid crmid externalid idcustomer idaddress ordernummer bestelnummer
            bestelling numerocommande commande bestellnummer factuurnummer invoice invoicenumber
            facture rechnung reservering visitorid bezoekerid anonymousid deviceid cookieid clientid
            ip ipaddress clientip lat lng lon latitude longitude wachtwoord paswoord motdepasse mdp
            passwort kennwort
            """
        )
    ])

    /// Beginnings of families of names, lower case.
    static let refusedPrefixes: [StaticString] = [
        "oft_", "dpg_", "adjust_", "ir_", "aff_sub", "bsft_", "mindbox-", "cm_mmc", "wt_cc",
        "sqzl_",
        "copernica_", "__ph_", "_x_", "_sgm_", "_hp", "hmb_", "brq_service_",
        "brq_relatedtransaction", "add_", "cust_", "_ga_",
        "_gcl_", "x-amz-",
    ]

    /// Whose data a name may say first: `billing_first_name`.
    static let owners: [StaticString] = [
        "billing", "shipping", "delivery", "invoice", "customer", "payer", "user", "klant", "cust",
    ]

    /// Endings of names without separators, lower case.
    static let refusedSuffixes: [StaticString] = [
        "email", "clientsecret", "accesstoken", "clickid", "sessionid", "password", "orderid",
        "customerid", "userid", "phonenumber",
    ]
}
