import Bytes

/// Identifiers and keys that begin with the mark of the service that issued them.
enum KnownPrefixes {
    /// What a run of letters, digits, `_` and `-` is by its beginning, or `nil`.
    static func match(_ word: Span<UInt8>) -> DetectorClass? {
        guard word.count >= 11, isCandidate(word) else { return nil }
        let first = word[0]
        for entry in entries where entry.first == first && word.hasPrefix(entry.prefix) {
            let length = entry.prefix.utf8CodeUnitCount
            guard word.count &- length >= entry.shortest, looksRandom(word, from: length) else {
                return nil
            }
            // PayPal and shops write these in capitals throughout.
            if word[length &- 1] == UInt8(ascii: "-"), word[0] &- 0x41 < 26, hasLower(word) {
                return nil
            }
            return entry.kind
        }
        return nil
    }

    /// A dash or underscore early on, or a first letter of those that have none.
    private static func isCandidate(_ word: Span<UInt8>) -> Bool {
        for index in 2..<9
        where word[index] == UInt8(ascii: "_") || word[index] == UInt8(ascii: "-") {
            return true
        }
        switch word[0] {
        case UInt8(ascii: "A"), UInt8(ascii: "C"), UInt8(ascii: "E"), UInt8(ascii: "I"),
            UInt8(ascii: "P"):
            return true
        default:
            return false
        }
    }

    private struct Entry {
        let first: UInt8
        let prefix: StaticString
        let kind: DetectorClass
        let shortest: Int

        init(_ prefix: StaticString, _ kind: DetectorClass, _ shortest: Int = 8) {
            first = unsafe prefix.utf8Start[0]
            self.prefix = prefix
            self.kind = kind
            self.shortest = shortest
        }
    }

    /// The longer prefix first where one begins with another.
    private static let entries: [Entry] = [
        // Stripe, Mollie, Adyen, PayPal.
        Entry("pi_", .payment, 7), Entry("pm_", .payment), Entry("cs_test_", .payment),
        Entry("cs_live_", .payment), Entry("cus_", .payment), Entry("ch_", .payment),
        Entry("cst_", .payment), Entry("seti_", .payment), Entry("src_", .payment),
        Entry("sub_", .payment), Entry("tr_", .payment), Entry("mdt_", .payment),
        Entry("re_", .payment), Entry("stl_", .payment), Entry("txn_", .payment),
        Entry("evt_", .payment), Entry("in_", .payment, 14), Entry("py_", .payment, 14),
        Entry("PAYID-", .payment), Entry("PAY-", .payment), Entry("EC-", .payment, 10),
        Entry("BA-", .payment, 12),
        // Shops.
        Entry("wc_order_", .order, 6), Entry("ord_", .order), Entry("order_", .order, 10),
        Entry("ORD-", .order, 7), Entry("INV-", .order, 7), Entry("ORDER-", .order, 6),
        // Keys.
        Entry("sk_live_", .secret), Entry("sk_test_", .secret), Entry("rk_live_", .secret),
        Entry("rk_test_", .secret), Entry("pk_live_", .secret), Entry("pk_test_", .secret),
        Entry("whsec_", .secret), Entry("live_", .secret, 16), Entry("test_", .secret, 16),
        Entry("ghp_", .secret), Entry("gho_", .secret), Entry("ghs_", .secret),
        Entry("ghu_", .secret), Entry("github_pat_", .secret), Entry("glpat-", .secret),
        Entry("xoxb-", .secret), Entry("xoxp-", .secret), Entry("xoxa-", .secret),
        Entry("xoxs-", .secret), Entry("xapp-", .secret), Entry("AKIA", .secret, 12),
        Entry("ASIA", .secret, 14), Entry("AIza", .secret, 20), Entry("shpat_", .secret),
        Entry("shpss_", .secret), Entry("npm_", .secret, 20), Entry("dop_v1_", .secret),
        Entry("key-", .secret, 20), Entry("sk-", .secret, 20), Entry("ya29", .secret, 20),
        // Clicks.
        Entry("Cj0K", .clickID, 12), Entry("CjwK", .clickID, 12), Entry("EAIa", .clickID, 12),
        Entry("IwAR", .clickID, 12), Entry("IwY2xjaw", .clickID, 12), Entry("PAAa", .clickID, 12),
        Entry("IwZXh0bg", .clickID, 12),
    ]

    private static func hasLower(_ word: Span<UInt8>) -> Bool {
        for index in word.indices where word[index] &- 0x61 < 26 { return true }
        return false
    }

    /// Not all lower-case letters, and no words with dashes between.
    private static func looksRandom(_ word: Span<UInt8>, from start: Int) -> Bool {
        for index in start..<word.count
        where ASCII.isDigit(word[index]) || word[index] &- 0x41 < 26 {
            return true
        }
        return false
    }
}
