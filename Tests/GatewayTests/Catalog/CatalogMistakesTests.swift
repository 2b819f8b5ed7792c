import Testing

@testable import Gateway

@Suite struct CatalogMistakesTests {
    private func vendorMistakes(_ text: String) -> String {
        let mistakes = MistakeList(file: "v.yaml")
        if let root = YAMLComposer(mistakes: mistakes).compose(text) {
            _ = VendorReader(mistakes: mistakes).read(root, name: "own")
        }
        return mistakes.sorted.map(\.description).joined(separator: "\n")
    }

    private func profileMistakes(_ text: String) -> String {
        let mistakes = MistakeList(file: "p.yaml")
        if let root = YAMLComposer(mistakes: mistakes).compose(text) {
            _ = ProfileReader(mistakes: mistakes).read(root, name: "own")
        }
        return mistakes.sorted.map(\.description).joined(separator: "\n")
    }

    @Test func `every mistake of a vendor file is reported at once`() {
        let text = """
            vendor: othr
            sources: [http://shop.example]
            needs: [statistic]
            hosts: []
            signals: {gcs: gcx, gcd: dl, gppp: gcs}
            endpoints:
              - {path: collect, methods: [GET, PUT], body: form-line, answer: pixel}
              - {path: /c, methods: [GET], body: form, answer: pixel}
              - {path: /c, methods: [GET, POST], body: form, answer: pixels}
            feilds: {}
            fields:
              gcs: consent
              dl: ulr
              dr: {kind: referrer, fcat: page}
              ep.*: free-text
              ep.#: money
              "*": technical
              a*b: technical
              cid: {kind: client-id, shape: ga-clientid}
              dt: {kind: title, shape: uuid}
              pr#: {kind: money, fields: {id: money}}
              cx: {kind: money, decode: json}
              cy: {kind: money, decode: jsn, fields: {"x": mony}}
              gcs: consent
              dl: url
            """
        let expected = """
            v.yaml:1: vendor is "othr"; expected own, after the name of the file
            v.yaml:2: sources holds "http://shop.example"; expected a list of https:// addresses
            v.yaml:3: unknown needs "statistic"; expected one of functional, preferences, statistics, marketing, ad_storage, ad_user_data, ad_personalization; did you mean "statistics"?
            v.yaml:5: unknown field "gcx"; expected one of gcs, dl, dr, a*b, cid, dt, cx, cy; did you mean "gcs"?
            v.yaml:5: the field "dl" carries a signal and has the kind unknown (line 13); expected consent
            v.yaml:5: unknown signal "gppp"; expected one of gcs, gcd, npa, dma-cps, tcf, addtl-consent, us-privacy, gpp, uet-asc, mp-ad-user-data, mp-ad-personalization, sec-gpc, dnt; did you mean "gpp"?
            v.yaml:7: path is "collect"; expected a path such as /g/collect or /api/{project}/envelope/
            v.yaml:7: unknown methods "PUT"; expected GET or POST
            v.yaml:7: unknown body "form-line"; expected one of none, form, form-lines, json, json-lines, multipart, envelope, opaque; did you mean "form-lines"?
            v.yaml:8: the endpoint /c has a body and no POST; expected body: none
            v.yaml:9: unknown answer "pixels"; expected one of no-content, pixel, empty-json; did you mean "pixel"?
            """
        let found = vendorMistakes(text).split(separator: "\n").map(String.init)
        for line in expected.split(separator: "\n") {
            #expect(found.contains(String(line)), "\(line)")
        }
        let fields = """
            v.yaml:10: unknown key "feilds"; expected one of vendor, sources, hosts, needs, endpoints, tcf, ac, own-tool, scripts, cookies, headers, sales, signals, consent, when-no-marketing, batch, fields; did you mean "fields"? (in a vendor file)
            v.yaml:13: unknown kind "ulr"
            v.yaml:14: unknown key "fcat"; expected one of kind, decode, fields, shape, fact, values, event, required, browser, named; did you mean "fact"? (in the field "dr")
            v.yaml:16: the pattern "ep.#" overlaps "ep.*" on line 15; neither is more exact
            v.yaml:17: the pattern "*" covers every field; what no map names must stay unknown
            v.yaml:18: the pattern "a*b" has a wildcard inside; expected NAME, PREFIX* or PREFIX#
            v.yaml:19: unknown shape "ga-clientid"
            v.yaml:20: shape has no effect on the kind title; only identifiers get pseudonyms
            v.yaml:21: the field "pr#" has fields and no decode that splits it; expected decode: one of form, json, tilde-item, request-line, parameters, semicolons, user-data, linker, base64, percent, inflate
            v.yaml:22: the field "cx" has decode and no fields; all inside would be unknown
            v.yaml:23: unknown decode "jsn"; expected one of form, json, tilde-item, request-line, parameters, semicolons, user-data, linker, base64, percent, inflate; did you mean "json"?
            v.yaml:23: unknown kind "mony"
            v.yaml:24: duplicate key "gcs"; the first is on line 12
            v.yaml:25: duplicate key "dl"; the first is on line 13
            """
        for line in fields.split(separator: "\n") {
            #expect(found.contains { $0.hasPrefix(line) }, "\(line)")
        }
        #expect(found.count == 26, "\(found.joined(separator: "\n"))")
    }

    @Test func `every mistake of a profile file is reported at once`() {
        let text = """
            profile: own
            about: Mine.
            pseudonyms: {rotate: 25h, colliding-bits: 64}
            events:
              ip: keep
              email: scrub
              urll: reduce-url
              url: referrer-origin
              title: scrubb
              title: remove
              screen: pseudonymise
            """
        let expected = """
            p.yaml:3: unknown rotate "25h"; expected never or 24h; did you mean "24h"?
            p.yaml:3: colliding-bits is "64"; expected a number from 4 to 32
            p.yaml:5: keep lets the kind ip of events through; expected remove or truncate-address
            p.yaml:6: scrub lets the kind email of events through; expected remove
            p.yaml:7: unknown kind "urll"
            p.yaml:8: the treatment referrer-origin does not fit the kind url; expected one of keep, remove, mask-addresses, scrub, reduce-url, strip-url
            p.yaml:9: unknown treatment "scrubb"
            p.yaml:10: duplicate key "title"; the first is on line 9
            p.yaml:11: the treatment pseudonymise does not fit the kind screen; expected one of keep, remove, mask-addresses, scrub, bucket-screen
            """
        let found = profileMistakes(text).split(separator: "\n").map(String.init)
        let lines = expected.split(separator: "\n")
        #expect(found.count == lines.count, "\(found.joined(separator: "\n"))")
        for (line, start) in zip(found, lines) { #expect(line.hasPrefix(start)) }
    }

    @Test(arguments: [
        ("none", "p.yaml:5: pseudonymise needs a key; pseudonyms is none"),
        ("{rotate: 24h}", ""), ("{rotate: never}", ""),
        ("nne", "p.yaml:3: pseudonyms is \"nne\"; expected none, or rotate and collision"),
        ("", "p.yaml:3: pseudonyms is nothing; expected none, or rotate and collision"),
    ])
    func `pseudonyms need a policy`(policy: String, expected: String) {
        let text = """
            profile: own
            about: Mine.
            pseudonyms: \(policy)
            events:
              client-id: pseudonymise
            """
        #expect(profileMistakes(text) == expected)
    }
}
