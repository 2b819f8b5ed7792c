import Testing

@testable import Gateway

@Suite struct SummaryTests {
    @Test func `the summary says what leaves, to whom and under which consent`() throws {
        let text = configuration(replacing: "be-strict", with: "nl")
        let summary = try ConfigurationSummary.text(Configuration.parse(text, file: "shop.yaml"))
        #expect(summary == Self.expected)
    }

    @Test(arguments: [
        (
            "site: shop", "site: shop\n    when-denied: forward",
            "analytics gets recognisable visitors who refused (when-denied: forward)."
        ),
        (
            "site: shop", "site: shop\n    when-unknown: forward",
            "analytics gets recognisable visitors who were not asked (when-unknown: forward)."
        ),
        (
            "site: shop", "site: shop\n    needs: [functional]",
            "analytics needs no consent (needs: functional); nobody is asked for it."
        ),
        (
            "https://region1.google-analytics.com", "http://127.0.0.1:81",
            "analytics is reached without encryption, at http://127.0.0.1:81."
        ),
        (
            "[10.0.0.0/8]", "[\"::/0\"]",
            "::/0 lets every client choose the address that is believed."
        ),
        (
            "127.0.0.1:9090", "0.0.0.0:9090\n  token: 0123456789abcdef",
            "The token for 0.0.0.0:9090 travels without encryption; keep the way there your own."
        ),
        (
            "sites:", "sites:\n  - {name: idle, hosts: [idle.example]}",
            "Site idle has no destination; everything it gets is answered with 404."
        ),
    ])
    func `what is allowed and risky is said`(found: String, put: String, warning: String) throws {
        let text = configuration(replacing: found, with: put)
        let summary = try ConfigurationSummary.text(Configuration.parse(text, file: "shop.yaml"))
        #expect(summary.contains("  - " + warning + "\n"), "\(summary)")
        let before = try ConfigurationSummary.text(
            Configuration.parse(configuration(), file: "shop.yaml"))
        #expect(!before.contains(warning))
    }

    @Test func `it is said where events may be sent together`() throws {
        let line = "    events that wait may be sent together, at most 100 in a request\n"
        let google = try ConfigurationSummary.text(
            Configuration.parse(configuration(), file: "shop.yaml"))
        #expect(!google.contains("sent together"))
        for (action, isSaid) in [("forward", true), ("drop", false)] {
            let text =
                configuration(replacing: "google-analytics-4", with: "segment")
                + "\n    when-granted: \(action)\n    when-denied: drop\n    when-unknown: drop"
            let summary = try ConfigurationSummary.text(
                Configuration.parse(text, file: "shop.yaml"))
            #expect(summary.contains(line) == isSaid)
        }
    }

    private static let expected = """
        shop.yaml: no mistakes

        Events arrive at 127.0.0.1:8080.
        Health and statistics are at 127.0.0.1:9090.
        State is kept in ./matglas-state.
        Events that were answered survive a crash of the program.
        They wait for their destination for 24 hours and 1 GiB per destination.
        What cannot be delivered is kept for 7 days.
        Evidence of decisions is kept for 365 days.
        x-forwarded-for and forwarded are believed from 10.0.0.0/8.
        A request may have a head of 16384 bytes and a body of 1048576; a client has 10 s and 30 s to send them, and 60 s between two.

        Site shop, rules nl
          hosts: stats.shop.example
          choices are read from every signal that is known
          Sec-GPC: 1 refuses marketing; DNT: 1 refuses statistics and marketing
          a yes counts for 396 days, a no until there is a newer yes
          consent objects inside events can refuse and never grant
          /consent shows visitors their choice and asks for preferences, statistics and marketing

          Destination analytics (google-analytics-4)
            takes GET and POST /g/collect
            takes GET and POST /g/s/collect
            scripts are not served here: browsers load them from www.googletagmanager.com
            needs consent for statistics
            consent given:
              leaves the shop, to https://region1.google-analytics.com
              profile consented
                ip: cut to its network
                client-id, session-id, order-id: replaced by a keyed pseudonym that stays the same per visitor
                url: without fragment, identifiers and parameters other than campaigns
                referrer: of other sites the origin alone
                title, free-text, money: kept, with a placeholder where personal data is found
                user-agent: browser family, major version and system family
                screen: the nearest of a few common sizes
                language: the first language alone
                geo: the country alone
                timestamp: cut to the minute
                event-name: kept if it is written like the name of an event
                site-id, consent, technical: kept if it is written like a protocol's own token
                random: a new value where the protocol needs one, otherwise removed
                removed: user-id, click-id, device-id, client-hint, email, phone, name, address, hashed-person, fingerprint, unknown
            consent refused or no signal of consent:
              counted in the shop's own statistics; nothing leaves
              profile counted
                url: without fragment, identifiers and all parameters
                referrer: of other sites the origin alone
                title, money: kept, with a placeholder where personal data is found
                user-agent: browser family, major version and system family
                screen: the nearest of a few common sizes
                language: the first language alone
                geo: the country alone
                event-name: kept if it is written like the name of an event
                site-id, consent, technical: kept if it is written like a protocol's own token
                removed: ip, client-id, user-id, session-id, click-id, device-id, free-text, client-hint, timestamp, email, phone, name, address, hashed-person, order-id, random, fingerprint, unknown

        Mind
          - A cut address is a pseudonym, not anonymous: what is sent with one is personal data.
          - Pseudonyms that stay the same per visitor are personal data; the recipient belongs in the record of processing.

        """
}
