import Bytes
import Consent
import Privacy
import Testing

@testable import Gateway

/// The map of Google Analytics 4 against the parameters that tags are known to send.
@Suite struct GoogleAnalyticsMapTests {
    private static let table: [Kind: String] = [
        .technical: """
        v gtm _s _z _et _ee _dbg _eu edid _edid _tu gdid _gdid did richsstsse frm are pae apve apvf lps \
        rcb navt tt qt ir _glv gtm_up ec_mode sst.etld sst.navt sst.ude sst.adr sst.syn sst.sw_exp \
        sst.gse seg _ss _fv _nsi nsi cm cs cn cc ci ccf cmt uaW uap uamb ep.debug_mode \
        ep.user_data._tag_mode _c ep.outbound
        """,
        .siteID: "tid",
        .sessionID: "_p sid sst.rnd ep.session_id",
        .fingerprint: "tfd tag_exp ptag_exp sst.lpc pscdl sct",
        .eventName: "en",
        .random: "_rnd z ep.event_id",
        .consent: """
        _gaz gaz gcs gcd gcu gcut gsu npa _npa dma dma_cps us_privacy gdpr gdpr_consent aip _geo _rdi sst.gcd sst.gcsub
        """,
        .geo: "sst.uc _uc ur lo",
        .timestamp: "sst.tft",
        .clientID: "cid ecid _fplc auid ep.fbp ep.client_id",
        .userID: "uid ep.external_id up.user_id upn.customer_id epn.user_id",
        .deviceID: "_fid",
        .url: "dl dh dp ep.link_url ep.form_destination ep.page_location ep.page_path",
        .referrer: "dr ep.page_referrer",
        .title: "dt",
        .freeText: """
        ck ct ep.search_term ep.link_text ep.link_id ep.link_classes ep.file_name ep.form_id ep.form_name \
        ep.form_submit_text ep.first_field_name ep.anything up.group upn.points
        """,
        .clickID: "gclid dclid gclaw gac ep.fbc",
        .language: "ul",
        .screen: "sr vp sd",
        .clientHint: "uaa uab uafvl uam uapv uaw",
        .ip: "_uip ep.ip",
        .userAgent: "ep.user_agent",
        .email: "ep.user_data.email",
        .phone: "ep.user_data.phone_number",
        .personName: "ep.user_data.address.0.first_name ep.user_data.address.0.last_name",
        .postalAddress: """
        ep.user_data.address.0.street ep.user_data.address.0.city ep.user_data.address.0.region \
        ep.user_data.address.0.country ep.user_data.address.0.postal_code
        """,
        .hashedPerson: """
        em ep.user_data.sha256_email_address ep.user_data.sha256_phone_number \
        ep.user_data.address.0.sha256_first_name ep.user_data.address.0.sha256_last_name \
        ep.user_data.address.0.sha256_street ep.user_data.address.1.first_name ep.user_data.new
        """,
        .orderID: "ep.transaction_id ep.order_id",
        .money: """
        epn.value epn.tax epn.shipping epn.anything cu ep.coupon ep.affiliation ep.payment_type \
        ep.shipping_tier ep.ecomm_prodid ep.items pr1 pr200 pi pn
        """,
        .unknown: "xyz ep. pr prx pr1x uaWx CID sst.new",
    ]

    private static let itemTable: [Kind: String] = [
        .money: "id nm br ca c2 c3 c4 c5 va pr qt cp ds ln li lp af cn cs pi pn",
        .geo: "lo",
        .freeText: "k0 v0 k9 v9 kA vA kz",
        .unknown: "c6 xx k v",
    ]

    @Test func `every parameter has its kind`() throws {
        let fields = try Catalog().vendor(named: "google-analytics-4").map.fields
        for (kind, names) in Self.table {
            for name in names.split(separator: " ") {
                #expect(Self.kind(of: String(name), in: fields) == kind, "\(name)")
            }
        }
    }

    @Test func `every part of an item has its kind`() throws {
        let fields = try Catalog().vendor(named: "google-analytics-4").map.fields
        let item = try #require(fields.first { $0.pattern == "pr#" })
        #expect(item.decode == [.tildeItem])
        for (kind, names) in Self.itemTable {
            for name in names.split(separator: " ") {
                #expect(Self.kind(of: String(name), in: item.fields) == kind, "\(name)")
            }
        }
    }

    @Test func `facts, shapes and signals are where the engine looks`() throws {
        let vendor = try Catalog().vendor(named: "google-analytics-4")
        let facts = vendor.map.fields.compactMap { field in
            field.fact.map { "\(field.pattern) \($0)" }
        }
        #expect(
            Set(facts) == [
                "en event", "dl page", "ep.page_location page", "dr referrer", "epn.value revenue",
                "cu currency", "ep.value revenue", "ep.currency currency",
            ])
        let shapes = Dictionary(
            vendor.map.fields.map { ($0.pattern, $0.shape) },
            uniquingKeysWith: { first, _ in first })
        #expect(shapes["cid"] == "ga-client-id")
        #expect(shapes["sid"] == "epoch-seconds")
        #expect(vendor.signals.map(\.field) == ["gcs", "gcd", "sst.us_privacy"])
        #expect(vendor.needs == [.statistics])
        let hit = try #require(vendor.endpoints.first { $0.path == "/g/collect" })
        #expect(hit.methods == ["GET", "POST"])
        #expect(hit.body == [.formLines])
        #expect(hit.answer == .noContent)
    }

    /// The kind after the rule of the engine: exact names win, then the longest prefix.
    private static func kind(of name: String, in fields: [FieldDefinition]) -> Kind {
        if let exact = fields.first(where: { $0.pattern == name }) { return exact.kind ?? .unknown }
        let covering = fields.filter { field in
            let stem = String(field.pattern.dropLast())
            guard name.count > stem.count, name.hasPrefix(stem) else { return false }
            let rest = name.dropFirst(stem.count)
            return field.pattern.hasSuffix("*")
                || (field.pattern.hasSuffix("#") && rest.allSatisfy(\.isNumber))
        }
        return covering.max { $0.pattern.count < $1.pattern.count }?.kind ?? .unknown
    }
}
