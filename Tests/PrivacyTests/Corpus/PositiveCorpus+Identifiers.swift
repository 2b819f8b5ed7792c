extension PositiveCorpus {
    mutating func uuid() -> String {
        let hex = random.hex(8) + "-" + random.hex(4) + "-4" + random.hex(3)
        return hex + "-a" + random.hex(3) + "-" + random.hex(12)
    }

    // MARK: Tokens and keys

    mutating func addTokens() {
        add("uuid", random.chance(50) ? uuid() : uuid().uppercased(), "{uuid}")
        add("uuid with name", "user_" + uuid(), "user_{uuid}")
        let crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        add("ulid", "01" + random.text(24, of: crockford), "{uuid}")
        add("object id", "6" + random.hex(23), "{token}", in: CorpusSentences.spaced)
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJ\(random.base64url(40)).\(random.base64url(43))"
        add("jwt", jwt, "{token}", in: CorpusSentences.spaced)
        let key = random.pick([
            "sk_live_" + random.base62(24), "rk_live_" + random.base62(24),
            "AKIA" + random.text(16, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            "AIza" + random.base64url(35), "ghp_" + random.base62(36),
            "xoxb-" + random.number(12) + "-" + random.base62(24),
            "live_" + random.base62(30), "SG." + random.base62(22) + "." + random.base62(43),
            "whsec_" + random.base62(32),
            "shpat_" + random.hex(32), "glpat-" + random.base62(20),
        ])
        add("api key", key, "{secret}", in: CorpusSentences.spaced)
        announce(
            "bearer", ["Bearer ", "Authorization: Bearer "], random.base62(28) + "==", "{secret}")
        let pem =
            "-----BEGIN PRIVATE KEY-----\n\(random.base64(64))\n\(random.base64(64))\n-----END PRIVATE KEY-----"
        add("pem", pem, "{secret}", in: CorpusSentences.spaced)
        add("opaque", "a1B" + random.base62(24), "{token}", "{hash}")
    }

    // MARK: Digests

    mutating func addDigests() {
        let count = random.pick([32, 40, 64, 128])
        let plain = random.hex(count)
        let prefix = random.pick(["", "", "sha256:", "md5:", "sha1:"])
        add(
            "hash hex", prefix + (random.chance(20) ? plain.uppercased() : plain),
            prefix + "{hash}", prefix + "{token}")
        let length = random.pick([22, 27, 43, 43, 86])
        // A dash or underscore at its beginning may stay.
        add(
            "hash base64url", random.base62(1) + random.base64url(length - 1), "{hash}", "{token}",
            in: CorpusSentences.spaced)
        let marked = random.base64(length - 9) + "Ab3+x/9Qz"
        let padding = length == 22 || length == 86 ? "==" : "="
        add(
            "hash base64", marked + random.pick([padding, ""]), "{hash}", in: CorpusSentences.spaced
        )
        add(
            "hash base64 encoded", random.percentEncoded(marked + padding), "{hash}",
            in: CorpusSentences.spaced)
    }

    // MARK: Orders, payments, parcels

    mutating func addReferences() {
        let payment = random.pick([
            "pi_3" + random.base62(23), "cs_test_" + random.base62(50),
            "cs_live_" + random.base62(50),
            "tr_" + random.base62(8) + "7",
            "PAYID-M" + random.text(23, of: "ABCDEFGHJKLMNPQRSTUVWXYZ234567"),
            "EC-" + random.text(16, of: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + "4",
            "cus_" + random.base62(13) + "9", "seti_1" + random.base62(20),
            "sub_1" + random.base62(20),
        ])
        add("payment id", payment, "{payment}", in: CorpusSentences.spaced)
        let order = random.pick([
            "wc_order_" + random.base62(12) + "7", "ord_" + random.base62(6) + "x4Z",
        ])
        add("order id", order, "{order}", in: CorpusSentences.spaced)
        let words = [
            "bestelling ", "order #", "Order: ", "bestelnummer ", "commande n° ", "facture n° ",
            "facture ",
            "Bestellnummer: ", "Rechnung Nr. ", "invoice ", "factuur ", "ordernummer: ",
            "order nr ",
            "mijn bestelling met nummer ", "bestelling%20", "q=bestelling+", "bestelling-",
        ]
        let number = random.pick([
            random.number(5), random.number(7), random.number(9), "10000" + random.digits(4),
            "20" + random.digits(2) + "-" + random.number(5),
            "ABC-" + random.number(5), "F" + random.number(6),
        ])
        announce("order announced", words, number, "{order}")
        announce(
            "order short", ["order #", "bestelling nr. ", "commande n°"], random.number(4),
            "{order}")
        let ten = random.digits(10)
        let rest = (Int(ten) ?? 0) % 97
        let twelve = ten + (rest == 0 ? "97" : (rest < 10 ? "0" : "") + "\(rest)")
        let mark = random.pick(["+++", "***"])
        add(
            "structured reference", mark + random.grouped(twelve, [3, 4], "/") + mark, "{order}",
            in: CorpusSentences.spaced)
        let s10 = random.digits(8)
        var sum = 0
        for (digit, weight) in zip(s10, [8, 6, 4, 2, 3, 5, 9, 7]) {
            sum += (digit.wholeNumberValue ?? 0) * weight
        }
        let check = [10: 0, 11: 5][11 - sum % 11] ?? 11 - sum % 11
        let parcel = random.pick([
            "3S" + random.text(4, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + random.digits(9),
            "JVGL" + random.digits(16),
            "JJD" + random.digits(18),
            "1Z" + random.text(6, of: "0123456789ABCDEFGHIJ") + random.digits(10),
            "RR\(s10)\(check)BE", "LA\(s10)\(check)NL", "3SDFC" + random.digits(8),
        ])
        add("parcel", parcel, "{parcel}", in: CorpusSentences.spaced)
        announce(
            "parcel announced",
            ["pakket ", "zending ", "colis n° ", "Sendung ", "DPD ", "bpost: ", "tracking "],
            random.pick([random.number(14), random.number(12), "323" + random.digits(21)]),
            "{parcel}", "{token}")
        announce(
            "customer", ["klantnummer ", "klantnr: ", "Kundennummer "], random.number(6), "{userid}"
        )
    }

    // MARK: Analytics

    mutating func addAnalytics() {
        let time = "17" + random.digits(8)
        let client = random.number(9) + "." + time
        let cookie = random.pick([
            (client, "{clientid}"), ("GA1.2." + client, "{clientid}"),
            ("GA1.1." + client, "{clientid}"),
            ("GS1.1.\(time).4.1.\(time).0.0.0", "{clientid}"),
            ("GS2.1.s\(time)$o4$g1$t\(time)$j60$l0$h0", "{clientid}"),
            ("fb.1.\(time)123." + random.number(10), "{clientid}"),
            ("GCL.\(time)." + random.base64url(30) + "a", "{clickid}"),
        ])
        add("client id", cookie.0, cookie.1, in: CorpusSentences.spaced)
        let click = random.pick([
            "Cj0K" + random.base64url(60), "EAIaIQobChMI" + random.base64url(40),
            "IwAR" + random.base64url(57),
            "IwY2xjaw" + random.base64url(80), "CjwK" + random.base64url(60),
        ])
        add("click id", click, "{clickid}", "{token}", in: CorpusSentences.spaced)
        let named = random.pick([
            ("gclid=", random.base64url(40) + "7"), ("fbclid=", random.base64url(50) + "8"),
            ("msclkid=", random.hex(32)),
            ("awc=", "\(random.number(4))_\(time)_\(random.hex(32))"),
        ])
        append(
            CorpusSample(
                label: "click id named", before: named.0, value: named.1, after: "&x=1",
                expected: ["{clickid}", "{token}"]))
        let address = emailAddress().replacing("@", with: ":geheim@", maxReplacements: 1)
        append(
            CorpusSample(
                label: "url userinfo", before: "zie ", value: "https://\(address)/pad",
                after: " ok",
                expected: []))
    }
}
