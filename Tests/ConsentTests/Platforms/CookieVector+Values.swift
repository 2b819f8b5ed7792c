@testable import Consent

extension CookieVector {
    /// From documentation, public code and public filter lists; identifiers are replaced.
    static let all = [
        Self(
            #"""
            CookieConsent={stamp:%27AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==%27%\#
            2Cnecessary:true%2Cpreferences:false%2Cstatistics:false%2Cmarketing:false%2Cmethod:%\#
            27explicit%27%2Cver:1%2Cutc:1705162226478%2Cregion:%27ae%27}
            """#,
            "cookiebot", .explicit,
            [.denied, .denied, .denied],
            #"""
            marketing false
            method "explicit"
            necessary true
            preferences false
            region "ae"
            statistics false
            utc 1705162226478
            ver 1
            """#),
        Self(
            #"""
            CookieConsent={stamp:%27-1%27%2Cnecessary:true%2Cpreferences:true%2Cstatistics:true%\#
            2Cmarketing:true%2Cmethod:%27implied%27%2Cver:1%2Cutc:1695456095624%2Cregion:%27CN%2\#
            7}
            """#,
            "cookiebot", .implied,
            [.unknown, .unknown, .unknown],
            #"""
            method "implied"
            region "CN"
            stamp "-1"
            """#),
        Self(
            #"""
            CookieConsent={stamp:%27AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==%27%\#
            2Cnecessary:true%2Cpreferences:false%2Cstatistics:false%2Cmarketing:true%2Cmethod:%2\#
            7explicit%27%2Cver:1}
            """#,
            "cookiebot", .explicit,
            [.denied, .denied, .granted],
            #"""
            marketing true
            method "explicit"
            necessary true
            preferences false
            statistics false
            ver 1
            """#),
        Self(
            #"""
            CookieConsent={necessary:true%2Cpreferences:true%2Cstatistics:true%2Cmarketing:true%\#
            2Cmethod:%27explicit%27%2Cver:1}
            """#,
            "cookiebot", .explicit,
            [.granted, .granted, .granted],
            #"""
            marketing true
            method "explicit"
            necessary true
            preferences true
            statistics true
            ver 1
            """#),
        Self(
            #"""
            CookieConsent={stamp:'',necessary:true,preferences:false,statistics:false,marketing:\#
            false,method:'explicit'}
            """#,
            "cookiebot", .explicit,
            [.denied, .denied, .denied],
            #"""
            marketing false
            method "explicit"
            necessary true
            preferences false
            statistics false
            """#),
        Self(
            #"""
            CookieConsent=0
            """#,
            "cookiebot", .explicit,
            [.denied, .denied, .denied],
            #"""
            value "0"
            """#),
        Self(
            #"""
            OptanonConsent=isGpcEnabled=0&datestamp=Mon+Jan+01+2024+00%3A00%3A00+GMT%2B0000&vers\#
            ion=202209.1.0&isIABGlobal=false&hosts=&consentId=00000000-0000-4000-8000-0000000000\#
            00&interactionCount=1&landingPath=NotLandingPage&groups=C0001%3A1%2CC0002%3A0%2CC000\#
            3%3A1%2CC0004%3A1%2CC0005%3A1&geolocation=AT%3B9&AwaitingReconsent=false
            """#,
            "onetrust", .explicit,
            [.granted, .denied, .granted],
            #"""
            AwaitingReconsent false
            groups {"C0001":true,"C0002":false,"C0003":true,"C0004":true,"C0005":true}
            interactionCount 1
            isGpcEnabled false
            """#),
        Self(
            #"""
            OptanonConsent=groups=C0004%3A0%2CC0005%3A0%2CC0003%3A1%2CC0002%3A0%2CC0001%3A1%2CV2\#
            STACK42%3A1; OptanonAlertBoxClosed=2025-01-01T00:00:00.000Z
            """#,
            "onetrust", .explicit,
            [.granted, .denied, .denied],
            #"""
            groups {"C0001":true,"C0002":false,"C0003":true,"C0004":false,"C0005":false,"V2STACK\#
            42":true}
            """#),
        Self(
            #"""
            OptanonConsent=isMarketing=0&isStatistic=0; OptanonAlertBoxClosed=2025-01-01T00:00:0\#
            0.000Z
            """#,
            "onetrust", .opaque,
            [.unknown, .unknown, .unknown],
            #"""
            groups null
            """#),
        Self(
            #"""
            OptanonConsent=groups=C0003%3A1%2CC0002%3A1%2CC0001%3A1%2CC0005%3A1%2CC0004%3A1
            """#,
            "onetrust", .unproven,
            [.unknown, .unknown, .unknown],
            #"""
            groups {"C0001":true,"C0002":true,"C0003":true,"C0004":true,"C0005":true}
            """#),
        Self(
            #"""
            cmplz_banner-status=dismissed; cmplz_functional=allow; cmplz_marketing=deny; cmplz_p\#
            references=allow; cmplz_statistics=deny
            """#,
            "complianz", .explicit,
            [.granted, .denied, .denied],
            #"""
            functional "allow"
            marketing "deny"
            preferences "allow"
            statistics "deny"
            """#),
        Self(
            #"""
            cmplz_banner-status=dismissed
            """#,
            "complianz", .none,
            [.unknown, .unknown, .unknown]),
        Self(
            #"""
            cmplz_banner-status=dismissed; cmplz_functional=allow; cmplz_preferences=allow; cmpl\#
            z_statistics=allow; cmplz_statistics-anonymous=allow; cmplz_marketing=allow
            """#,
            "complianz", .explicit,
            [.granted, .granted, .granted]),
        Self(
            #"""
            klaro=%7B%22necessary-cookies%22%3Atrue%2C%22preferences%22%3Afalse%2C%22google-anal\#
            ytics%22%3Afalse%2C%22google-ads%22%3Afalse%7D
            """#,
            "klaro", .explicit,
            [.denied, .denied, .denied],
            #"""
            services {"google-ads":false,"google-analytics":false,"necessary-cookies":true,"pref\#
            erences":false}
            """#),
        Self(
            #"""
            klaro=%7B%22klaro%22%3Atrue%2C%22cms%22%3Atrue%2C%22adsense%22%3Afalse%2C%22matomo%2\#
            2%3Afalse%7D
            """#,
            "klaro", .explicit,
            [.unknown, .denied, .denied],
            #"""
            services {"adsense":false,"cms":true,"klaro":true,"matomo":false}
            """#),
        Self(
            #"""
            tarteaucitron=!googleadwordsconversion=wait!gtag=wait!mautic=wait!facebook=wait!link\#
            edin=wait!twitter=wait
            """#,
            "tarteaucitron", .none,
            [.unknown, .unknown, .unknown],
            #"""
            services {"facebook":"wait","googleadwordsconversion":"wait","gtag":"wait","linkedin\#
            ":"wait","mautic":"wait","twitter":"wait"}
            """#),
        Self(
            #"""
            tarteaucitron=!tarteaucitron=true!website=true!analytics=false!regex_analytic=false!\#
            regex_ads=true!googletagmanager=false!facebookpixel=false!addtoanyshare=false!youtub\#
            e=true
            """#,
            "tarteaucitron", .explicit,
            [.unknown, .denied, .unknown],
            #"""
            services {"addtoanyshare":"false","analytics":"false","facebookpixel":"false","googl\#
            etagmanager":"false","regex_ads":"true","regex_analytic":"false","tarteaucitron":"tr\#
            ue","website":"true","youtube":"true"}
            """#),
        Self(
            #"""
            cc_cookie={"categories":["necessary"],"revision":0,"data":null,"consentTimestamp":"2\#
            025-01-01T00:00:00.000Z","consentId":"00000000-0000-0000-000-000000000000","services\#
            ":{"necessary":[],"analytics":[],"marketing":[]},"lastConsentTimestamp":"2025-01-01T\#
            00:00:00.000Z","expirationTime":1779124118406}
            """#,
            "orestbida", .explicit,
            [.unknown, .denied, .denied],
            #"""
            categories ["necessary"]
            """#),
        Self(
            #"""
            cookie-consent=%7B%22categories%22%3A%5B%22analytics%22%5D%2C%22level%22%3A%5B%22ana\#
            lytics%22%5D%2C%22revision%22%3A0%2C%22data%22%3Anull%2C%22rfc_cookie%22%3Afalse%2C%\#
            22consent_date%22%3A%222025-01-01T00%3A00%3A00.000Z%22%2C%22consent_uuid%22%3A%22000\#
            00000-0000-4000-8000-000000000000%22%2C%22last_consent_update%22%3A%222025-01-01T00%\#
            3A00%3A00.000Z%22%7D
            """#,
            "orestbida", .explicit,
            [.unknown, .granted, .denied],
            #"""
            categories ["analytics"]
            revision 0
            """#),
        Self(
            #"""
            cookiehub=eyJhbnN3ZXJlZCI6dHJ1ZSwicHJlY29uc2VudCI6ZmFsc2UsInJldmlzaW9uIjoxLCJkbnQiOm\#
            ZhbHNlLCJhbGxvd1NhbGUiOnRydWUsImltcGxpY3QiOmZhbHNlLCJyZWdpb24iOiJFMCIsInRva2VuIjoieC\#
            IsInRpbWVzdGFtcCI6IjIwMjMtMDEtMDFUMDA6MDA6MDAuMDAwWiIsImFsbEFsbG93ZWQiOnRydWUsImNhdG\#
            Vnb3JpZXMiOltdLCJ2ZW5kb3JzIjpbXSwic2VydmljZXMiOltdfQ==
            """#,
            "cookiehub", .explicit,
            [.granted, .granted, .granted],
            #"""
            allAllowed true
            answered true
            """#),
        Self(
            #"""
            CookieInformationConsent=%7B%22website_uuid%22%3A%2200000000-0000-4000-8000-00000000\#
            0000%22%2C%22timestamp%22%3A%222024-01-01T00%3A00%3A00.000Z%22%2C%22consent_url%22%3\#
            A%22https%3A%2F%2Fshop.example%2F%22%2C%22consent_website%22%3A%22shop.example%22%2C\#
            %22consent_domain%22%3A%22shop.example%22%2C%22user_uid%22%3A%2200000000-0000-4000-8\#
            000-000000000000%22%2C%22consents_approved%22%3A%5B%22cookie_cat_necessary%22%5D%2C%\#
            22consents_denied%22%3A%5B%22cookie_cat_functional%22%2C%22cookie_cat_statistic%22%2\#
            C%22cookie_cat_marketing%22%2C%22cookie_cat_unclassified%22%5D%2C%22user_agent%22%3A\#
            %22x%22%7D
            """#,
            "cookie-information", .explicit,
            [.denied, .denied, .denied],
            #"""
            approved ["cookie_cat_necessary"]
            denied ["cookie_cat_functional","cookie_cat_statistic","cookie_cat_marketing","cooki\#
            e_cat_unclassified"]
            """#),
        Self(
            #"""
            _tracking_consent=%7B%22con%22%3A%7B%22CMP%22%3A%7B%22a%22%3A%221%22%2C%22m%22%3A%22\#
            0%22%2C%22p%22%3A%221%22%2C%22s%22%3A%22%22%7D%7D%2C%22v%22%3A%222.1%22%2C%22region%\#
            22%3A%22BEVAN%22%2C%22reg%22%3A%22%22%7D
            """#,
            "shopify", .explicit,
            [.granted, .granted, .denied],
            #"""
            a "1"
            m "0"
            p "1"
            s ""
            """#),
        Self(
            #"""
            _tracking_consent=%7B%22con%22%3A%7B%22CMP%22%3A%7B%22a%22%3A%22%22%2C%22m%22%3A%22%\#
            22%2C%22p%22%3A%22%22%2C%22s%22%3A%22%22%7D%7D%2C%22v%22%3A%222.1%22%2C%22region%22%\#
            3A%22CAON%22%2C%22reg%22%3A%22%22%2C%22purposes%22%3A%7B%22a%22%3Atrue%2C%22p%22%3At\#
            rue%2C%22m%22%3Atrue%2C%22t%22%3Atrue%7D%2C%22display_banner%22%3Afalse%2C%22sale_of\#
            _data_region%22%3Afalse%7D
            """#,
            "shopify", .none,
            [.unknown, .unknown, .unknown],
            #"""
            a ""
            m ""
            p ""
            s ""
            """#),
        Self(
            #"""
            _tracking_consent=3.AMPS_BDB_f_f_AAAAAAAAAAAAAAAAAAAAAA
            """#,
            "shopify", .implied,
            [.unknown, .unknown, .unknown],
            #"""
            allowed ["A","M","P","S"]
            display_banner false
            region "BDB"
            sale_of_data_region false
            version 3
            """#),
        Self(
            #"""
            _tracking_consent=3.ampS_ESCT_t_f_AAAAAAAAAAAAAAAAAAAAAA
            """#,
            "shopify", .none,
            [.unknown, .unknown, .unknown],
            #"""
            allowed ["S"]
            display_banner true
            region "ESCT"
            sale_of_data_region false
            version 3
            """#),
        Self(
            #"""
            obiConsent=c1-1|c2-0|c3-0|c4-0|c5-0|ts-1735689600000|consent-true
            """#,
            "tealium", .explicit,
            [.unknown, .unknown, .unknown],
            #"""
            consent true
            granted ["c1"]
            """#),
        Self(
            #"""
            FCCDCF=%5Bnull%2Cnull%2Cnull%2C%5B%22CP2G1QAP2G1QAEsACDENAdEgAAAAAAAAAAwIAAAGfgAgGfA\#
            A%22%2C%221~%22%2C%2200000000-0000-4000-8000-000000000000%22%5D%2Cnull%2Cnull%2C%5B%\#
            5D%5D
            """#,
            "google-funding-choices", .explicit,
            [.denied, .denied, .denied],
            #"""
            ac_string "1~"
            tc_string "CP2G1QAP2G1QAEsACDENAdEgAAAAAAAAAAwIAAAGfgAgGfAA"
            """#),
        Self(
            #"""
            cookie-preference=1
            """#,
            "shopware6", .explicit,
            [.unknown, .denied, .denied]),
        Self(
            #"""
            mtm_consent_removed=1664460134155
            """#,
            "matomo", .explicit,
            [.unknown, .denied, .unknown]),
        Self(
            #"""
            mtm_consent=1664460134155; mtm_consent_removed=1700000000000
            """#,
            "matomo", .explicit,
            [.unknown, .denied, .unknown]),
        Self(
            #"""
            matomo_ignore=ignore%3DKg%3D%3D
            """#,
            "matomo", .optOut,
            [.unknown, .denied, .unknown],
            #"""
            ignore "*"
            """#),
        Self(
            #"""
            bolConsentChoices=source#OFC|version#6|int-tran#false|ext-tran#false|int-beh#false|e\#
            xt-beh#false
            """#,
            "bol", .explicit,
            [.unknown, .unknown, .denied],
            #"""
            ext-beh false
            ext-tran false
            int-beh false
            int-tran false
            """#),
        Self(
            #"""
            cookie-preferences=eyJ2ZXJzaW9uIjoiMjAyNTA1MDciLCJmdW5jdGlvbmFsIjp7ImNhIjp0cnVlfSwiY\#
            W5hbHl0aWNhbCI6eyJhdyI6ZmFsc2UsImNlIjpmYWxzZSwiZGQiOmZhbHNlLCJnYSI6ZmFsc2UsIm9wIjpmY\#
            WxzZSwidHAiOmZhbHNlfSwibWFya2V0aW5nIjp7ImZiIjpmYWxzZSwiZ21wIjpmYWxzZSwiaW4iOmZhbHNlL\#
            CJqcyI6ZmFsc2UsImtrIjpmYWxzZSwibGkiOmZhbHNlLCJtYSI6ZmFsc2UsInJkIjpmYWxzZSwic2MiOmZhb\#
            HNlLCJzdCI6ZmFsc2UsInR0IjpmYWxzZX19
            """#,
            "coolblue", .explicit,
            [.unknown, .denied, .denied],
            #"""
            analytical_true []
            functional {"ca":true}
            marketing_true []
            version "20250507"
            """#),
        Self(
            #"""
            customerCookieConsent=%5B%7B%22consentTypeId%22%3A103%2C%22consentTypeName%22%3A%22n\#
            ecessary%22%2C%22isAccepted%22%3Atrue%7D%2C%7B%22consentTypeId%22%3A104%2C%22consent\#
            TypeName%22%3A%22functional%22%2C%22isAccepted%22%3Atrue%7D%2C%7B%22consentTypeId%22\#
            %3A105%2C%22consentTypeName%22%3A%22analytical%22%2C%22isAccepted%22%3Afalse%7D%2C%7\#
            B%22consentTypeId%22%3A106%2C%22consentTypeName%22%3A%22personalized%22%2C%22isAccep\#
            ted%22%3Afalse%7D%5D
            """#,
            "takeaway", .explicit,
            [.granted, .denied, .denied],
            #"""
            analytical false
            functional true
            necessary true
            personalized false
            """#),
    ]
}
