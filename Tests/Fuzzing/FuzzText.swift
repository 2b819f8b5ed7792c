import Bytes

/// Texts made from any bytes, so that a fuzzer without a corpus gets behind the first check.
enum FuzzText {
    /// A text of base64url characters, dots and tildes behind a fixed beginning.
    static func base64(_ bytes: Span<UInt8>, from beginning: String) -> [UInt8] {
        var text = Array(beginning.utf8)
        for index in bytes.indices {
            let byte = bytes[index]
            switch byte {
            case 0xF0...0xF7: text.append(UInt8(ascii: "."))
            case 0xF8...0xFE: text.append(UInt8(ascii: "~"))
            case 0xFF: text.append(UInt8(ascii: "="))
            default: text.append(alphabet[Int(byte & 63)])
            }
        }
        return text
    }

    /// An AC string, or nearly one.
    static func list(_ bytes: Span<UInt8>) -> [UInt8] {
        let marks = ["~", ".", "~dv.", "35", "41", "101", "0", "65536"].map { Array($0.utf8) }
        var text = Array((bytes.count > 0 && bytes[0] & 1 == 0 ? "1~" : "2~").utf8)
        for index in bytes.indices.dropFirst() {
            let byte = bytes[index]
            switch byte {
            case 0x80...0xBF: text.append(UInt8(ascii: "."))
            case 0xC0...: text += marks[Int(byte & 7)]
            default: text.append(0x30 + byte % 10)
            }
        }
        return text
    }

    /// A well-formed `gcd` whose four letters are any.
    static func letters(_ bytes: Span<UInt8>) -> [UInt8] {
        let alphabet = Array("lptqruvmnLPRxyz".utf8)
        var text = Array("13".utf8)
        for place in 0..<4 {
            let byte = place < bytes.count ? bytes[place] : 0
            text += [alphabet[Int(byte) % alphabet.count], UInt8(ascii: "3")]
        }
        return text
    }

    /// A text of words, where the high bit is set, and of single characters elsewhere.
    static func words(_ bytes: Span<UInt8>, _ words: [[UInt8]]) -> [UInt8] {
        var text: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x80 {
                text.append(byte)
            } else {
                text += words[Int(byte & 0x7F) % words.count]
            }
        }
        return text
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Consent to all purposes and to vendors 1 to 12, all of them disclosed, of 1 November 2023.
    private static let goodString =
        "CP0j9IAP0j9IAEsABAENB4EgAP_gAEPgAAYgAyQAoAAgAYAGQADIAMAAQAMAA.IAyQAoAAgAYAGQ.f_wAAAAAAA"
    /// The same with two restrictions of the publisher.
    private static let restrictedString =
        "CP0j9IAP0j9IAEsABAENB4EgAP_gAEPgAAYgAyQAoAAgAYAGQADIAMAAQAMACCQAYAAgAKQAAgAD.IAyQAoAAgAYAGQ"

    /// What stands in the cookies of ``FuzzPlatforms``.
    static let cookieWords: [[UInt8]] = [
        "; ", "=", "{", "}", "[", "]", ":", ",", "'", "\"", "%7B", "%22", "%2C", "%257B", "|", "!",
        "-", "&", "_", "true", "false", "0", "1", "-1", "yes", "no", "allow", "deny", "wait",
        "; CookieConsent=", "; OptanonConsent=", "; OptanonAlertBoxClosed=", "; cmplz_",
        "; cmplz_rt_", "; klaro=", "; tarteaucitron=", "; cc_cookie=", "; cookiehub=",
        "; _tracking_consent=", "; FCCDCF=", "; CONSENTMGR=", "; mtm_consent=",
        "; mtm_consent_removed=", "; matomo_ignore=", "; euconsent-v2=", "; addtl_consent=",
        "; gppString=", "; real_cookie_banner-", "{method:'explicit',", "method", "explicit",
        "implied", "stamp:'-1'", "marketing", "statistics", "preferences", "necessary", "utc:",
        "1700000000000", "ver:", "iab2:'", "groups", "groups=C0002:", "C0002", "C0003", "C0004",
        "%3A1%2C", "interactionCount=1", "interactionCount=0", "AwaitingReconsent=true",
        "isGpcEnabled=1", "2023-11-14T22:13:20.000Z", "dismissed", "banner-status=",
        "google-analytics", "facebook", "\"categories\":[", "\"analytics\"", "\"marketing\"",
        "\"revision\":", "\"consentTimestamp\":", "eyJhbnN3ZXJlZCI6dHJ1ZSwiYWxsQWxsb3dlZCI6dHJ1ZX0",
        "{\"con\":{\"CMP\":{\"a\":\"1\",\"m\":\"0\",\"p\":\"\"}}}", "3.AMPS_BE_f_f_",
        "3.amps_BE_t_t_",
        "ts:1700000000000", "c1:1|c2:0", "[null,null,null,[\"",
        goodString, restrictedString,
        "1~35.41.101", "2~35~dv.41", "DBACNYA~", "~1YNN", "\\u0041", "\\", "null",
    ].map { Array($0.utf8) }

    /// What stands in the events of ``FuzzTargets/eventConsent(_:)``.
    static let eventWords: [[UInt8]] = [
        "{", "}", "[", "]", ":", ",", "\"", "\n", "&", "=", "%22", "%7B", "\\u0061", "null", "true",
        "false", "1", "0", "\"granted\"", "\"denied\"", "\"GRANTED\"", "\"DENIED\"", "gcs=G111",
        "G100",
        "G111", "gcd=13r3r3r3r5", "13n3n3n3n5", "13u3u3u3u5", "13t3t3t3t5", "npa=", "dma_cps=",
        "gdpr_consent=", "addtl_consent=", "us_privacy=1YYN", "gpp=", "asc=G", "asc=D",
        "\"consent\":{", "\"events\":[{", "\"ad_user_data\":", "\"ad_personalization\":",
        "\"analytics\":", "\"marketing\":", "\"choice\":", "\"lists\":{\"yes\":[", "\"no\":[",
        "\"gdpr_consent\":\"", "\"gcd\":\"", "\"inner\":\"", "inner=", "\"wrapped\":\"", "{\"a\":",
        "}}",
        "]}", "\"name\":\"x\",",
        goodString,
        "2~35~dv.41", "--b\r\nContent-Disposition: form-data; name=\"gcd\"\r\n\r\n",
        "\r\n--b--\r\n",
        "eyJnY2QiOiIxM3Izcjl", "events", "consent",
    ].map { Array($0.utf8) }
}
