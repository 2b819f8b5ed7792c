import Bytes
import Privacy
import Testing

@Suite("Query parameters")
struct URLQueryTests {
    private func reduced(_ url: String, _ rules: URLRules) -> String {
        treated(url) { URLReduction.reduce($0, rules: rules, into: &$1) }
    }

    /// Click, affiliate, recipient and visitor identifiers as their issuers write them, families by
    /// one member; then payments, sessions, parcels and persons.
    private static let identifiers = """
        gclid gbraid wbraid dclid srsltid _gl _ga _gac fbclid fb_action_ids fb_action_types
        fb_source fb_ref fb_comment_id fb_xd_fragment action_object_map action_type_map
        action_ref_map igshid igsh msclkid ttclid twclid li_fat_id epik ScCid sccid rdt_cid qclid
        ndclid yclid ysclid _openstat ymclid ymid syclid vmcid s_kwcid ef_id mkwid pcrid wickedid
        obOrigUrl dicbo tblci tbclid cto_pld cto_clid rtid unicorn_click_id oft_id vgo_ee dpg_source
        _branch_match_id _branch_referrer gps_adid idfa aaid adjust_tracker awc sn irclickid irclid
        irgwc ir_partnerid im_ref tduid tdclid_sn ttaid ttrk ttcid tt dci dcmi cjevent cjdata
        clickref prf_ref sscid ranMID ranEAID ranSiteID siteID rb_clickid admitad_uid tagtag_uid gci
        external_click_id click_id clickid subid aff_sub aff_sub2 mc_eid mc_tc _hsenc _hsmi __hssc
        __hstc __hsfp hsCtaTracking mkt_tok vero_id vero_conv oly_enc_id oly_anon_id __s _ke _kx
        dm_i dm_t ml_subscriber ml_subscriber_hash bsft_clkid bsft_uid bsft_eid et_rid sfmc_id
        sfmc_activityid j sfmc_sub l u mid jb sc_uid sc_eh sc_customer sc_llid sc_lid
        at_recipient_id at_recipient_list xtor _bta_tid _bta_c trk_contact trk_msg trk_module
        trk_sid _clde _cldee esid recipientid mindbox-click-id mindbox-message-key ss_email_id
        ss_source sms_click sms_uph sms_source bbeml _bhlid _io_session_id __io_lv cm_me cm_cr
        cm_mmc cm_mmca1 elqTrackId elqTrack elq elqaid elqat elqCampaignId wt_mc wt_zmc wtrid wt_cc1
        actmd sqz_r sqzl_id cdsid cppid copernica_id pom nb em_cmp_id m_i user_email_address email e
        em mail emailaddress cuid contact_id subscriber_id customer_id uid user_id utm_userid
        utm_session pk_vid _sp ajs_aid ajs_uid mp_id distinct_id __ph_id ph_distinct_id adobe_mc
        s_vi _x_ns _vid guce_referrer guce_referrer_sig usqp __twitter_impression si _sgm_id _hpid
        hmb_source os_ehash mtm_cid payment_intent payment_intent_client_secret setup_intent
        setup_intent_client_secret session_id client_secret key token order_id orderId id_order
        id_cart id_customer reset_token transactionid redirectResult sessionId sessionResult payload
        pspReference merchantReference merchantSig PayerID paymentId ba_token subscription_id hppId
        klarna_order_id trxid orderID PAYID CARDNO CN SHASIGN brq_SERVICE_ideal_consumerIBAN
        brq_invoicenumber brq_signature cust_email add_order PHPSESSID SID sid jsessionid CFID
        CFTOKEN osCsid zenid XTCsid cartid access_token id_token ticket SAMLResponse jwt auth sig
        signature X-Amz-Signature X-Amz-Credential api_key otp pin nonce _wpnonce itemCode
        postalCode zipCode parcelNumber tracknum barcode postcode huisnummer voornaam achternaam
        klantnummer bestelnummer billing_email billing_first_name password wachtwoord iban
        """.split(whereSeparator: \.isWhitespace).map { String($0) }

    @Test("What names a click, a person, an order or a secret goes, even from the shop's own list")
    func identifiers() {
        let shop = Self.identifiers + Self.identifiers.map { $0.uppercased() }
        #expect(URLRules.refusedParameters(in: shop) == shop)
        let rules = URLRules.campaigns(keeping: shop + ["q"])
        for name in Self.identifiers {
            let encoded = name.replacing("_", with: "%5F")
            let first = name.prefix(1), rest = name.dropFirst()
            let hex = String(first.utf8.first ?? 0, radix: 16)
            let spellings = [
                name, name.uppercased(), name.lowercased(), name + "[]", name + "[0]",
                name + "%5B%5D", "%3F" + name, "amp;" + name, encoded, "x[\(name)]",
                "checkout%5B\(name)%5D", "%\(hex)\(rest)", "%25\(hex)\(rest)", "x.\(name)",
            ]
            for spelling in spellings {
                let left = reduced("/p?q=fiets&\(spelling)=abc123&utm_medium=cpc", rules)
                #expect(left == "/p?q=fiets&utm_medium=cpc")
            }
        }
    }

    /// A shop that names the bracketed and encoded form names the same parameter.
    @Test(
        "A refused name is refused in every spelling",
        arguments: [
            "checkout[email]", "checkout[shipping_address][zip]", "gclid[]", "%67clid", "x.gclid",
            "GCLID", "%3Fgclid", "", "a b", "a[", String(repeating: "a", count: 80),
        ])
    func refused(name: String) {
        #expect(URLRules.refusedParameters(in: [name]) == [name])
    }

    @Test(
        "A shop keeps its own names in every spelling",
        arguments: [
            ("?page=2", "?page=2"), ("?Page=2", "?Page=2"), ("?filter[]=rood", "?filter[]=rood"),
            ("?filter%5B%5D=rood", "?filter%5B%5D=rood"), ("?filter[2]=rood", "?filter[2]=rood"),
            ("?price.min=5", "?price.min=5"), ("?price[min]=5", "?price[min]=5"),
            ("?price%5Bmin%5D=5", "?price%5Bmin%5D=5"), ("?price[max]=5", ""),
            ("?%3Fpage=2", "?%3Fpage=2"), ("?amp;page=2", "?amp;page=2"),
            ("?filter[4711471147]=x", ""), ("?filter[jan]=x", ""), ("?pages=2", ""),
            ("?page[=2", ""), ("?page]=2", ""), ("?page[][]=2", "?page[][]=2"),
        ])
    func own(query: String, expected: String) {
        let rules = URLRules.campaigns(keeping: ["page", "filter", "price[min]"])
        #expect(reduced("/" + query, rules) == "/" + expected)
    }

    private static let campaignNames = """
        utm_source utm_medium utm_campaign utm_content utm_term utm_id utm_source_platform
        utm_creative_format utm_marketing_tactic mtm_campaign mtm_keyword mtm_source mtm_medium
        mtm_content mtm_group mtm_placement pk_campaign pk_kwd pk_source pk_medium piwik_campaign
        piwik_kwd matomo_campaign matomo_kwd itm_source itm_medium itm_campaign itm_content itm_term
        at_medium at_campaign at_creation at_variant at_format at_network at_platform at_term
        gad_source gad_campaignid gclsrc hsa_acc hsa_cam hsa_grp hsa_ad hsa_src hsa_tgt hsa_kw
        hsa_mt hsa_net hsa_ver tw_source tw_medium tw_campaign tw_content tw_term cmpid otm_source
        otm_medium otm_campaign ceneo_spo oprtrack spm mc_cid
        """.split(whereSeparator: \.isWhitespace).map { String($0) }

    @Test("Campaign parameters stay under consented rules and go under the others")
    func campaigns() {
        for name in Self.campaignNames {
            let url = "https://shop.example/?\(name)=zomer-2025"
            #expect(reduced(url, .campaigns()) == url)
            #expect(
                reduced(url.replacing(name, with: name.uppercased()), .campaigns()).count
                    == url.count)
            #expect(reduced(url, .strict()) == "https://shop.example/")
        }
    }

    @Test(
        "The value of a campaign parameter keeps what describes the campaign",
        arguments: [
            ("zomer-2025", "zomer-2025"), ("", ""), ("nieuwsbrief+week+34", "nieuwsbrief+week+34"),
            ("jan@example.com", "{email}"), ("jan%40example.com", "{email}"),
            ("jan%252540example.com", "{email}"), ("banner/300x250", "banner/300x250"),
            ("0_4d2bb3d5d1-9f1c2b3a4d-123456789", "{token}"),
            ("0_4d2bb3d5d1-9f1c2b3a4d", "{token}"),
            ("*|EMAIL|*", "{tag}"), ("*%7CEMAIL%7C*", "{tag}"), ("%2A%7CFNAME%7C%2A", "{tag}"),
            ("{{contact.email}}", "{tag}"), ("%7B%7Bemail%7D%7D", "{tag}"),
            ("%25%25emailaddr%25%25", "{tag}"), ("%%emailaddr%%", "{tag}"), ("[[email]]", "{tag}"),
            ("amFuQGV4YW1wbGUuY29t", "{token}"), ("YUBiLm5s", "{token}"),
            ("eyJlbWFpbCI6ImphbiJ9", "{token}"),
            ("aHR0cHM6Ly9zaG9wLmV4YW1wbGUvP2U9amFu", "{token}"),
            ("746f4b90-23d9-561a-8215-09fd380eccee", "{uuid}"),
            ("bel-%2B32470123456", "bel-{phone}"), ("%2B32470/12.34.56", "{phone}"),
            ("NL91ABNA0417164300", "{iban}"), ("20456789012", "20456789012"),
            ("order-746f4b90-23d9-561a-8215-09fd380eccee", "{uuid}"), ("a/%20 b", "{url}"),
            ("{{email", "{{email"), ("%%a", "%%a"), ("*|NAME", "*|NAME"), ("{{a}} b [[", "{tag}"),
            ("3SABCD1234567", "{tracking}"), ("waar+is+RR123456785NL", "{tracking}"),
            ("1012AB", "{postcode}"), ("1012+AB", "{postcode}"), ("51.2194,4.4025", "{location}"),
            ("51.2194%2C%204.4025", "{location}"),
            ("51.2,4.4", "51.2,4.4"), ("newsletter", "newsletter"),
            ("BlackFriday", "BlackFriday"), ("week34b", "week34b"),
            (
                "https%3A%2F%2Fshop.example%2Forder-received%2F65421%2F",
                "https%3A%2F%2Fshop.example%2Forder-received%2F{order}%2F"
            ),
            (
                "https%253A%252F%252Fshop.example%252Freset%252Fabcdef",
                "https%253A%252F%252Fshop.example%252Freset%252F{token}"
            ),
            ("https://shop.example/reset/abcdef", "https://shop.example/reset/{token}"),
            (
                "https%3A%2F%2Fjouw.postnl.nl%2Fx%2F3SABCD1234567%2F1012AB",
                "https%3A%2F%2Fjouw.postnl.nl%2Fx%2F{tracking}%2F{tracking}"
            ),
            ("/account/orders/1234", "/account/orders/{order}"),
            ("%2Faccount%2Forders%2F1234", "%2Faccount%2Forders%2F{order}"),
            ("shop.example/account/orders/1234", "shop.example/account/orders/{order}"),
            ("//jan:geheim@shop.example/p", "//{email}/p"),
            ("https://jan:geheim@shop.example/p", "{url}"),
            ("https%3A%2F%2Fshop.example%2F%3Femail%3Djan", "https%3A%2F%2Fshop.example%2F"),
            ("https%3A%2F%2Fshop.example%2F%23token%3Dx", "https%3A%2F%2Fshop.example%2F"),
            ("http%3A%2F%2F203.0.113.9%2Fx", "http%3A%2F%2F203.0.113.0%2Fx"),
        ])
    func values(value: String, expected: String) {
        let once = reduced("/?utm_content=" + value, .campaigns())
        #expect(once == "/?utm_content=" + expected)
        #expect(reduced(once, .campaigns()) == once)
    }

    @Test(
        "At carriers and payment services only campaign parameters stay",
        arguments: [
            (
                "https://www.laposte.fr/outils?code=6A12345678901&utm_source=x",
                "https://www.laposte.fr/outils?utm_source=x"
            ),
            ("https://track24.net/?code=RR123456785NL", "https://track24.net/"),
            (
                "https://POSTNL.nl./tracktrace/?B=3SABCD1234567&P=1012AB&D=NL&T=C&L=NL",
                "https://POSTNL.nl./tracktrace/"
            ),
            ("https://www.ups.com/track?tracknum=1Z999AA10123456784", "https://www.ups.com/track"),
            (
                "https://www.paypal.com/checkoutnow?token=EC-60U79048BN7719609&code=x",
                "https://www.paypal.com/checkoutnow"
            ),
            ("https://shop.example/?code=ZOMER10", "https://shop.example/?code=ZOMER10"),
        ])
    func otherHosts(url: String, expected: String) {
        let rules = URLRules.campaigns(keeping: ["code", "B", "P", "D", "T", "lang"])
        #expect(reduced(url, rules) == expected)
    }
}
