import Bytes

/// Names of query parameters: those that describe a campaign, and those that name one click.
enum QueryParameters {
    /// Campaign parameters, from the manuals of the tools that write them.
    ///
    /// Whole names only: a name is text of the sender too.
    private static let campaign: [StaticString] = [
        "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "utm_id",
        "utm_source_platform", "utm_creative_format", "utm_marketing_tactic", "pk_campaign",
        "pk_kwd", "pk_source", "pk_medium", "pk_content", "mc_cid", "gad_source", "cmpid",
        "ceneo_spo", "oprtrack", "spm", "at_medium", "at_campaign", "at_creation", "at_variant",
        "at_network", "at_term", "at_platform", "at_format", "pk_keyword",
        "mtm_campaign", "mtm_keyword", "mtm_kwd", "mtm_source", "mtm_medium", "mtm_content",
        "mtm_group", "mtm_placement", "matomo_campaign", "matomo_keyword", "matomo_kwd",
        "matomo_source", "matomo_medium", "matomo_content", "matomo_group", "matomo_placement",
        "piwik_campaign", "piwik_keyword", "piwik_kwd", "itm_source", "itm_medium",
        "itm_campaign", "itm_content", "itm_term", "otm_source", "otm_medium", "otm_campaign",
        "otm_content", "otm_term", "tw_source", "tw_medium", "tw_campaign", "tw_content",
        "tw_term", "hsa_acc", "hsa_cam", "hsa_grp", "hsa_ad", "hsa_src", "hsa_tgt", "hsa_kw",
        "hsa_mt", "hsa_net", "hsa_ver",
    ]

    /// Names that stand for one click, one recipient or one visitor.
    private static let clicks: [StaticString] = [
        "gclid", "gbraid", "wbraid", "dclid", "srsltid", "_gl", "_ga", "_gac", "fbclid", "igshid",
        "igsh", "msclkid", "ttclid", "twclid", "li_fat_id", "epik", "sccid", "rdt_cid", "qclid",
        "ndclid", "yclid", "ysclid", "ymclid", "ymid", "syclid", "_openstat", "vmcid", "s_kwcid",
        "ef_id", "wickedid", "dicbo", "tblci", "tbclid", "cto_pld", "cto_clid", "rtid",
        "unicorn_click_id", "_branch_match_id", "gps_adid", "idfa", "aaid", "awc", "irclickid",
        "irclid", "irgwc", "im_ref", "tduid", "ttaid", "dci", "cjevent", "clickref", "sscid",
        "rb_clickid", "admitad_uid", "click_id", "clickid", "mc_eid", "mc_tc", "_hsenc", "_hsmi",
        "__hssc", "__hstc", "__hsfp", "mkt_tok", "vero_id", "oly_enc_id", "oly_anon_id", "__s",
        "_ke", "_kx", "ml_subscriber", "ml_subscriber_hash", "et_rid", "sc_uid", "sc_eh", "_cldee",
        "elqtrackid", "wtrid", "mtm_cid", "pk_vid", "_sp", "ajs_aid", "ajs_uid", "adobe_mc",
        "utm_userid", "utm_session",
    ]

    /// Whether the parameter stays under `rules`.
    ///
    /// A name with brackets or escapes is none of those that stay. Some redirectors leave an encoded
    /// question mark before the first name; it does not count.
    static func isKept(_ name: Span<UInt8>, _ rules: URLRules) -> Bool {
        guard let kept = rules.keptParameters else { return false }
        let mark = TextEscapes.length(of: UInt8(ascii: "?"), at: 0, in: name)
        let plain = name.extracting(mark..<name.count)
        guard plain.count >= 1, !isOne(of: clicks, plain) else { return false }
        if isOne(of: campaign, plain) { return true }
        for other in kept where equals(plain, other) { return true }
        return false
    }

    private static func isOne(of names: [StaticString], _ name: Span<UInt8>) -> Bool {
        for known in names where name.equalsIgnoringCase(known) { return true }
        return false
    }

    private static func equals(_ name: Span<UInt8>, _ lower: [UInt8]) -> Bool {
        guard name.count == lower.count else { return false }
        for index in name.indices where ASCII.lowercased(name[index]) != lower[index] {
            return false
        }
        return true
    }
}
