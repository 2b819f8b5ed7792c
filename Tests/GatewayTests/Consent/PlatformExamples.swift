import Consent
import Foundation

extension PlatformExampleTests.Example {
    private typealias Example = PlatformExampleTests.Example

    /// Base64 as banners write it.
    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// JSON as banners write it into a cookie.
    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    static let all: [PlatformExampleTests.Example] = hosted + plugins + shops + tools

    private static let hosted: [PlatformExampleTests.Example] = [
        Example("cookiebot", "CookieConsent=-1", .none, "uuu"),
        Example(
            "cookiebot",
            "CookieConsent={stamp:'-1',necessary:true,preferences:true,statistics:false,marketing:true,method:'implied'}",
            .implied, "udu"),
        Example("cookiebot", "CookieConsent=yes", .opaque, "uuu"),
        Example(
            "onetrust",
            "OptanonConsent=interactionCount=0&groups=C0001%3A1%2CC0002%3A1%2CC0003%3A1%2CC0004%3A1",
            .none, "uuu"),
        Example(
            "onetrust",
            "OptanonConsent=AwaitingReconsent=true&groups=C0002%3A1; OptanonAlertBoxClosed=2025-01-01T00:00:00.000Z",
            .none, "uuu"),
        Example(
            "cookieyes",
            "cookieyes-consent=consentid:x,consent:yes,action:yes,necessary:yes,functional:yes,analytics:yes,performance:yes,advertisement:yes,other:yes",
            .explicit, "ggg"),
        Example(
            "cookieyes",
            "cookieyes-consent=consentid:x,consent:yes,action:,necessary:yes,functional:yes,analytics:yes,performance:no,advertisement:yes",
            .unproven, "udu"),
        Example("osano", "osano_consentmanager=AbCdEf_123", .opaque, "uuu"),
        Example(
            "usercentrics",
            #"uc_user_interaction=false; uc_gcm={"adStorage":"granted","analyticsStorage":"granted","adUserData":"granted","adPersonalization":"granted"}"#,
            .none, "uuu"),
        Example(
            "usercentrics",
            #"uc_user_interaction=true; uc_settings={"services":[{"id":"HkocEodjb7","status":false,"history":[]}]}"#,
            .explicit, "udu"),
        Example(
            "usercentrics",
            #"ucData={"gcm":{"adStorage":"granted","analyticsStorage":"denied"},"consent":{}}"#,
            .unproven, "udu"),
        Example(
            "didomi",
            "didomi_token="
                + base64(
                    #"{"user_id":"x","created":"2025-01-01T00:00:00.000Z","updated":"2025-01-01T00:00:00.000Z","version":2,"purposes":{"enabled":["analytics"],"disabled":["advertising_personalization"]},"vendors":{"enabled":["google"]}}"#
                ), .explicit, "ugd"),
        Example(
            "didomi",
            "didomi_token="
                + base64(
                    #"{"user_id":"x","updated":"2025-01-01T00:00:00.000Z","version":null,"purposes":{"enabled":["analytics"]}}"#
                ), .none, "uuu"),
        Example(
            "axeptio",
            "axeptio_cookies="
                + encoded(
                    #"{"$$date":"2025-01-01T00:00:00.000Z","$$completed":true,"google_analytics":true,"facebook_pixel":false}"#
                ), .explicit, "ugd"),
        Example(
            "iubenda",
            "_iub_cs-1="
                + encoded(
                    #"{"timestamp":"2025-01-01T00:00:00.000Z","version":"1.1","consent":true,"id":1}"#
                ), .explicit, "ggg"),
        Example(
            "iubenda",
            "_iub_cs-s2="
                + encoded(
                    #"{"timestamp":"2025-01-01T00:00:00.000Z","purposes":{"1":true,"2":true,"4":false,"5":false},"id":2}"#
                ), .explicit, "gdd"),
        Example(
            "cookiefirst",
            "cookiefirst-consent="
                + encoded(
                    #"{"necessary":true,"performance":true,"functional":false,"advertising":false,"type":"category"}"#
                ), .explicit, "dgd"),
        Example(
            "cookiehub",
            "cookiehub="
                + base64(
                    #"{"answered":false,"implict":false,"allAllowed":true,"categories":[]}"#),
            .none, "uuu"),
        Example(
            "cookiehub",
            "cookiehub="
                + base64(
                    #"{"answered":true,"implict":false,"allAllowed":false,"categories":[{"cid":2,"value":true,"preconsent":true},{"cid":3,"value":true},{"cid":4,"value":false}]}"#
                ), .explicit, "ugd"),
        Example(
            "cookie-information",
            "CookieInformationConsent="
                + encoded(
                    #"{"timestamp":"2025-01-01T00:00:00.000Z","consents_approved":["cookie_cat_necessary","cookie_cat_statistic"],"consents_denied":["cookie_cat_marketing"]}"#
                ), .explicit, "ugd"),
        Example(
            "cookie-information",
            "CookieInformationConsent="
                + encoded(#"{"consents_approved":["cookie_cat_statistic"],"consents_denied":[]}"#),
            .unproven, "uuu"),
        Example(
            "cookie-information",
            "CookieInformationConsent="
                + encoded(#"{"consents_approved":["cookie_cat_necessary"]}"#),
            .none, "uuu"),
        Example(
            "google-funding-choices", "FCCDCF=" + encoded("[null,null,null,null,null,null,[]]"),
            .none, "uuu"),
        Example("tcf-cookies", "euconsent-v2=nothing", .opaque, "uuu"),
        Example(
            "tcf-cookies", "eupubconsent-v2=CP2G1QAP2G1QAEsACDENAdEgAAAAAAAAAAwIAAAGfgAgGfAA",
            .explicit, "ddd"),
        Example("consentmanager", "__cmpcpc=__1_2__", .explicit, "uuu"),
        Example(
            "tealium", "CONSENTMGR=c1:1%7Cc2:0%7Cts:1735689600000%7Cconsent:true", .explicit, "uuu"),
        Example("tealium", "CONSENTMGR=c1:0%7Cts:1735689600000%7Cconsent:false", .explicit, "ddd"),
        Example("trustarc", "notice_gdpr_prefs=0,1,2:", .explicit, "gug"),
        Example("trustarc", "notice_gdpr_prefs=0,1,2::implied", .implied, "uuu"),
        Example(
            "trustarc", "notice_gdpr_prefs=0,1,2:; notice_behavior=implied,eu", .implied, "uuu"),
        Example(
            "cookie-script",
            "CookieScriptConsent="
                + encoded(#"{"action":"accept","categories":"[\"performance\",\"targeting\"]"}"#),
            .explicit, "dgg"),
        Example(
            "piwik-pro",
            "ppms_privacy_0000="
                + encoded(
                    #"{"visitorId":"x","domain":{"normalized":"shop.example"},"consents":{"analytics":{"status":1},"remarketing":{"status":0}}}"#
                ), .explicit, "ugd"),
        Example(
            "piwik-pro",
            "ppms_privacy_0000="
                + encoded(#"{"consents":{"analytics":{"status":-1},"remarketing":{"status":-1}}}"#),
            .none, "uuu"),
        Example(
            "pandectes",
            "_pandectes_gdpr="
                + base64(#"{"status":"allow","timestamp":1735689600,"preferences":0,"id":"x"}"#),
            .explicit, "ggg"),
        Example(
            "pandectes", "_pandectes_gdpr=" + base64(#"{"status":"mixed","preferences":6}"#),
            .opaque, "uuu"),
        Example(
            "termly",
            #"TERMLY_API_CACHE={"TERMLY_COOKIE_CONSENT":{"value":{"essential":true,"performance":true,"analytics":true,"advertising":false}}}"#,
            .explicit, "ggd"),
        Example("commanders-act", "TC_PRIVACY=1%40004%40%40%401735689600000%40", .explicit, "ddd"),
        Example(
            "commanders-act", "TC_PRIVACY=0@004%7C13@2%2C3%2C4@1@1735689600000@", .explicit, "uuu"),
        Example(
            "microsoft-banner", "GHCC=Required:1-Analytics:1-SocialMedia:0-Advertising:0",
            .explicit, "ugd"),
        Example("hubspot", "__hs_cookie_cat_pref=1:false,2:true,3:false", .unproven, "ddu"),
        Example("hubspot", "__hs_cookie_cat_pref=1:true_2:true_3:true", .unproven, "uuu"),
    ]

    private static let plugins: [PlatformExampleTests.Example] = [
        Example(
            "cookie-law-info",
            "cookielawinfo-checkbox-analytics=yes; cookielawinfo-checkbox-advertisement=no",
            .unproven,
            "uud"),
        Example(
            "cookie-law-info",
            "cookielawinfo-checkbox-analytics=yes; viewed_cookie_policy=yes", .explicit, "ugu"),
        Example("cookie-law-info", "viewed_cookie_policy=no", .explicit, "ddd"),
        Example(
            "complianz", "cmplz_statistics=allow; cmplz_marketing=deny", .unproven, "uud"),
        Example(
            "complianz",
            "cmplz_banner-status=dismissed; cmplz_statistics=deny; cmplz_statistics-anonymous=allow",
            .explicit, "udu"),
        Example(
            "complianz",
            "cmplz_rt_banner-status=dismissed; cmplz_rt_statistics=allow; cmplz_rt_consented_services="
                + encoded(#"{"matomo":true}"#), .explicit, "ugu"),
        Example(
            "wp-consent-api", "wp_consent_statistics=allow; wp_consent_marketing=deny", .explicit,
            "ugd"),
        Example(
            "klaro", "klaro=" + encoded(#"{"matomo":true,"meta-pixel":true,"facebook":false}"#),
            .explicit, "ugg"),
        Example("tarteaucitron", "tarteaucitron=!gtag=true!facebookpixel=false", .explicit, "ugd"),
        Example(
            "orestbida",
            "cc_cookie=" + encoded(#"{"categories":["necessary","analytics"],"revision":0}"#),
            .unproven, "uud"),
        Example(
            "orestbida",
            "cc_cookie=" + encoded(#"{"level":["necessary","analytics"],"rfc_cookie":true}"#),
            .explicit, "ugd"),
        Example("orestbida", "cookie-consent=accepted", .opaque, "uuu"),
        Example("osano-cookieconsent", "cookieconsent_status=allow", .explicit, "ggg"),
        Example("osano-cookieconsent", "cookieconsent_status=deny", .explicit, "ddd"),
        Example("osano-cookieconsent", "cookieconsent_status=dismiss", .none, "uuu"),
        Example(
            "osano-cookieconsent",
            "cookieconsent_status_ANALYTICS=ALLOW; cookieconsent_status_MARKETING=DENY", .explicit,
            "ugd"),
        Example(
            "borlabs",
            "borlabs-cookie="
                + encoded(#"{"consents":{"essential":["borlabs-cookie"]},"version":"1"}"#),
            .explicit, "udd"),
        Example(
            "real-cookie-banner",
            "real_cookie_banner-v:3_blog:1_path:0=1735689600:00000000-0000-4000-8000-000000000000:00000000000000000000000000000000:"
                + encoded(#"{"12":[3,4],"13":[]}"#), .explicit, "uuu"),
        Example(
            "moove-gdpr",
            "moove_gdpr_popup=" + encoded(#"{"strict":"1","thirdparty":"1","advanced":"0"}"#),
            .explicit, "ugd"),
        Example("drupal-eu-cookie-compliance", "cookie-agreed=2", .explicit, "ggg"),
        Example("drupal-eu-cookie-compliance", "cookie-agreed=1", .none, "uuu"),
        Example(
            "drupal-eu-cookie-compliance",
            "cookie-agreed=2; cookie-agreed-categories=" + encoded(#"["essential","analytics"]"#),
            .explicit, "dgd"),
        Example("odoo", "website_cookies_bar=true", .none, "uuu"),
        Example(
            "odoo", "website_cookies_bar=" + encoded(#"{"required": true, "optional": true}"#),
            .explicit, "ggg"),
    ]

    private static let shops: [PlatformExampleTests.Example] = [
        Example(
            "shopify",
            "_tracking_consent="
                + encoded(#"{"con":{"CMP":{"a":"1","m":"1","p":"1","s":"0"}},"v":"2.1"}"#),
            .explicit, "ggd"),
        Example(
            "shopify",
            "_tracking_consent=" + encoded(#"{"con":{"CCPA":"","GDPR":"0"},"v":"2.0"}"#), .explicit,
            "ddd"),
        Example("shopify", "_tracking_consent=3.AmpS_BE_f_f_AAAA", .implied, "dud"),
        Example(
            "consentmo",
            "cookieconsent_status=allow; cookieconsent_preferences_disabled=marketing", .explicit,
            "ggd"),
        Example(
            "consentmo",
            "cookieconsent_status=dismiss; cookieconsent_preferences_disabled=", .none, "uuu"),
        Example("magento", "user_allowed_save_cookie=" + encoded(#"{"1":1}"#), .none, "uuu"),
        Example("amasty", "amcookie_allowed=0", .explicit, "ggg"),
        Example("lightspeed", "COOKIELAW=1; COOKIELAW_STATS=1; COOKIELAW_ADS=0", .unproven, "uud"),
        Example("lightspeed", "COOKIELAW=1; COOKIELAW_STATS=1; COOKIELAW_ADS=1", .unproven, "uuu"),
        Example(
            "shopware6", "cookie-preference=1; google-analytics-enabled=1", .explicit, "ugd"),
        Example(
            "prestashop-x13", "_x13eucookie=" + encoded(#"{"1":true,"2":false}"#), .explicit, "uuu"),
        Example(
            "site-specific", "consent_setting=analytics%3A0%7Cfunctional%3A1%7Cmarketing%3A0",
            .unproven, "udd"),
        Example("site-specific", "consent_setting=analytics%3A1%7Cmarketing%3A1", .unproven, "uuu"),
        Example(
            "site-specific", "cookiepreferences=necessary#true|marketing#false", .unproven, "uud"),
        Example("site-specific", "cookie_preference=functional", .unproven, "udd"),
        Example("site-specific", "cookie_preference=all", .opaque, "uuu"),
        Example("site-specific", "cookiesOptin=false", .unproven, "ddd"),
        Example(
            "site-specific",
            "privacyConsent=false; privacyConsent_type=explicit; privacyConsent_version=1",
            .explicit,
            "ddd"),
        Example("site-specific", "tm_cookie_setting=Analytics", .unproven, "uud"),
        Example("site-specific", "fixami.app_state=eyJhIjp0cnVlfQ==", .opaque, "uuu"),
        Example(
            "site-specific",
            "bolConsentChoices=source#OFC|version#6|int-tran#true|ext-tran#true|int-beh#true|ext-beh#true",
            .explicit, "uug"),
    ]

    private static let tools: [PlatformExampleTests.Example] = [
        Example(
            "matglas",
            "matglas_consent=v:1|p:0|s:1|m:0|o:0|first:1763683200|time:1763703360", .explicit, "dgd"
        ),
        Example("matomo", "mtm_consent=1664460134155", .explicit, "ugu"),
        Example("matomo", "mtm_cookie_consent=1664460134155", .explicit, "ugu"),
        Example(
            "matomo", "piwik_ignore=a%3A1%3A%7Bs%3A6%3A%22ignore%22%3Bs%3A1%3A%22*%22%3B%7D",
            .optOut, "udu"),
        Example(
            "matomo", "mtm_consent=1664460134155; matomo_ignore=ignore%3DKg%3D%3D", .optOut, "udu"),
        Example("matomo", "mtm_consent=", .none, "uuu"),
        Example("matomo", "mtm_consent=yes", .unproven, "uuu"),
        Example("posthog", "__ph_opt_in_out_phc_TESTKEY=0", .optOut, "udu"),
        Example("posthog", "__ph_opt_in_out_phc_TESTKEY=", .none, "uuu"),
    ]
}
