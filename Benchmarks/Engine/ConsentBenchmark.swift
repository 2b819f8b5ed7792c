import Bytes
import Consent
import Gateway

/// The consent of one request, with the platforms, services and rules of the catalogue.
///
/// What a lane keeps between requests is kept here as well.
final class ConsentBenchmark {
    private let platforms: PlatformCatalog
    private let rules: ConsentRules
    private let watched: WatchedVendors
    private let destinations: [DestinationConsent]
    private let evidence = ConsentEvidence()
    private let reader = CookieReader()
    private let cache = ConsentCache(1, 2)

    init(_ catalog: Catalog) throws {
        platforms = try catalog.consentPlatforms()
        rules = try catalog.consentRules(named: "be-strict")
        let vendors = [
            TransparencyVendor(id: 755, consent: [1, 3, 4], interest: [2, 7, 9, 10]),
            TransparencyVendor(id: 28, consent: [1, 2, 7, 8]),
        ]
        watched = WatchedVendors(vendors: vendors, providers: [89]) ?? WatchedVendors()
        var destinations: [DestinationConsent] = []
        for (vendor, needs) in [
            ("google-analytics-4", PurposeSet.statistics), ("meta-pixel", .marketing),
            ("matomo", .statistics),
        ] {
            var destination = DestinationConsent(needs: needs)
            destination.services = platforms.services(ofVendor: vendor)
            destination.servicePurposes = platforms.purposes(of: destination.services)
            destinations.append(destination)
        }
        destinations[0].vendor = 0
        destinations[1].provider = 0
        destinations[2].isOwnTool = true
        self.destinations = destinations
    }

    /// A case: its name, how many bytes are read, and what is done with them.
    typealias Step = (name: String, bytes: Int, step: String, run: (Int) throws -> Void)

    var steps: [Step] {
        let header = Array(Self.cookies.utf8)
        let text = Array(Self.transparency.utf8)
        let (cookies, string) = ("Cookiebot and OneTrust, 15 cookies", "TC string")
        var steps: [Step] = []
        for cache in [nil, cache] {
            let suffix = cache == nil ? "" : ", cached"
            steps += [
                (
                    cookies, header.count, "read, decide" + suffix,
                    { rounds in
                        for _ in 0..<rounds {
                            self.read(cookies: header.span, cache)
                            self.decideSite()
                        }
                    }
                ),
                (
                    string, text.count, "read" + suffix,
                    { rounds in
                        for _ in 0..<rounds { self.read(transparency: text.span, cache) }
                    }
                ),
                (
                    "cookies and TC string", header.count + text.count,
                    "read, site, 3 destinations" + suffix,
                    { rounds in
                        for _ in 0..<rounds {
                            self.read(cookies: header.span, cache)
                            self.add(transparency: text.span, cache)
                            self.decideAll()
                        }
                    }
                ),
            ]
        }
        let decision: Step = (
            "cookies and TC string", 0, "site, 3 destinations",
            { rounds in
                self.read(cookies: header.span, nil)
                self.add(transparency: text.span, nil)
                for _ in 0..<rounds { self.decideAll() }
            }
        )
        return steps + [decision]
    }

    // MARK: What is measured

    private func read(cookies: Span<UInt8>, _ cache: ConsentCache?) {
        evidence.removeAll()
        platforms.read(
            cookies: cookies, watched: watched, into: evidence, with: reader, cache: cache)
        precondition(evidence.statements.count == 2, "both platforms speak")
    }

    private func read(transparency: Span<UInt8>, _ cache: ConsentCache?) {
        evidence.removeAll()
        add(transparency: transparency, cache)
    }

    private func add(transparency: Span<UInt8>, _ cache: ConsentCache?) {
        if let cache {
            evidence.add(
                transparencyFacts: cache.transparency(transparency, watched: watched))
        } else {
            evidence.add(transparency: transparency, watched: watched)
        }
        precondition(evidence.transparency != nil, "the string is read")
    }

    private func decideSite() {
        let site = ConsentModel.decide(evidence, rules: rules, now: Self.now)
        precondition(site.states.statistics == .granted, "something is decided")
    }

    private func decideAll() {
        let site = ConsentModel.decide(evidence, rules: rules, now: Self.now)
        for destination in destinations {
            let decided = ConsentModel.decide(
                site, for: destination, evidence: evidence, watched: watched, rules: rules,
                now: Self.now)
            precondition(decided.coverage == .granted, "something is decided")
        }
    }

    // MARK: What is read

    private static let now: Int64 = 1_770_500_000

    /// A browser's cookies: twelve that say nothing of consent among them.
    private static let cookies = [
        "_ga=GA1.1.1204815731.1769904012",
        "_ga_9XK2QW7TRB=GS2.1.s1770490000$o4$g1$t1770490124$j38$l0$h0",
        "_gcl_au=1.1.1875034721.1769904012", "PHPSESSID=q8v2m0c7a1n5k3j9h6g4f2d0s8",
        "CookieConsent={stamp:%27q0Zb8lqkVxP1mOe4xB0n7e9sC2cS3dL5fG6hJ7kK8lL9mM0nN1oO2==%27%2C"
            + "necessary:true%2Cpreferences:false%2Cstatistics:true%2Cmarketing:true%2C"
            + "method:%27explicit%27%2Cver:1%2Cutc:1769904020478%2Cregion:%27be%27}",
        "form_key=Yt2WbQ9pLk4RzVx7", "mage-cache-sessid=true", "private_content_version=c0ffee12",
        "_fbp=fb.1.1769904012345.1098765432", "_hjSessionUser_1234567=eyJpZCI6IjEyMyJ9",
        "OptanonConsent=isGpcEnabled=0&datestamp=Sun+Feb+01+2026+10%3A00%3A20+GMT%2B0100&"
            + "version=202409.1.0&browserGpcFlag=0&isIABGlobal=false&hosts=&consentId=00000000-0000-"
            + "4000-8000-000000000000&interactionCount=1&landingPath=NotLandingPage&groups="
            + "C0001%3A1%2CC0002%3A1%2CC0003%3A1%2CC0004%3A1%2CC0005%3A1&geolocation=BE%3BVLG&"
            + "AwaitingReconsent=false",
        "OptanonAlertBoxClosed=2026-02-01T09:00:20.000Z", "_pin_unauth=dWlkPU1EQXdNREF3TURBd01B",
        "wishlist_count=3", "recently_viewed=4711,4712,4719",
    ].joined(separator: "; ")

    /// Made for this: 1,860 vendors in bit fields, two restrictions, all segments.
    private static let transparency =
        "CQe8esAQe8esAEsABAENB4EgAP_gAEPgAAYgOiN_7Ffn2yluEShvu4594kO_-fP2-OsD-R8SGmcjynuy_sy0W4R-JL"
        + "P12O5jYrP_fzWyPuP5v__Q0g4D4M104dcfTOtS_6Rz6-BU3lez_H9nxlh4KnO3HOz01rzvBl_W-2dMuHPQduj3BV5s"
        + "Y8WT53ebrNq4vszRZ_JRrs_9PQpNW_i0JS1D235bjlL6aeJfhWXFgia7wojwd-061zutodduOM3P8sb5aTAbHSbmpq"
        + "v7m4qPX75ImeyAqf-o0i0u5eOJ8AFcR8scd6tYSma6phiGh4hDJOZG69l5UPyWhzxDE_1o41y96n41QdEGSzmGIIyR"
        + "AQL2wmaSAEBEJgKiJE9wQMSVkZAAKAAgFIJgABAAQgZghCQbhhwQYASGqM-WiEqKkDEbQcCMeSImdIYBCkMphQQbyO"
        + "RKDzEIGAamoQDGAJCZAZaUoJItZBBCkx1IKMIUwSbQgIAEGwYBgT6iIwgUKI6AICYLyZoBRB2VJEEJ1aDKxVIR8IAA"
        + "pOIEEAFBgwI8ICI2qQiAggQACHZECWhDgJBQEqBrhNYiJQoQhyglaFQwaUXEFyoyAjLgBEiACJaACBYI4VkArFAQAE"
        + "ApIoAYSsSYwIIqHBAAQUBEARnglxYUUgBBIAQAA4AtAC-GAAgAM.IOiD4Xn7uA4556L-FPzct_NybsM6HS4qv03cdH"
        + "eASr8B8hrajsw7K_y9VR1deq-31Pv_dF3Xt3chd-q6Vu67vfhbzHRt6TE2U_9vYCw97mf_J3U433rDcGvP19zGzZ7f"
        + "b2JmvW5hP6IFdELj93JLucu5kzulS4sv88wlzL3_r89snjK8-znuu8KzLzi8e2zHpqhwKtK11NYytVbnLfVBYYv-03"
        + "9JKvwHeurUuBb7_19M-7zy81fNvPU8p6ribkR__cby-YPRzw7k2_6Zn5-ryuNr_163btzqx5X7TrFFaV94UaVpd452"
        + "rfqUJw.f_wAAAAAAA"
}
