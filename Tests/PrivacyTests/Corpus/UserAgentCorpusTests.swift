import Bytes
import Privacy
import Testing

@Suite("User agents and addresses")
struct UserAgentCorpusTests {
    @Test("The corpus is as large as it claims")
    func size() {
        #expect(UserAgentCorpus.all.count >= 300)
        #expect(Set(UserAgentCorpus.all).count == UserAgentCorpus.all.count)
    }

    @Test("The address detector never changes a user agent")
    func unchanged() {
        for userAgent in UserAgentCorpus.all {
            for ipv4 in [8, 16, 24] {
                #expect(masked(userAgent, ipv4: ipv4, context: .userAgent) == userAgent)
            }
        }
    }

    @Test("The address detector changes no user agent in a log column with quotes around it")
    func quoted() {
        for userAgent in UserAgentCorpus.all {
            let column = "\"\(userAgent)\""
            #expect(masked(column, context: .userAgent) == column)
        }
    }

    @Test("An address that somebody puts into a user agent is cut all the same")
    func planted() {
        for userAgent in UserAgentCorpus.all {
            for plant in [
                " 203.0.113.77", " (203.0.113.77)", "; 203.0.113.77", " 2001:db8:1:2::77",
            ] {
                let result = masked(userAgent + plant, context: .userAgent)
                #expect(!result.contains("113.77") && !result.contains("::77"), "\(result)")
            }
        }
    }

    @Test("In text without any context few versions of four numbers are taken for addresses")
    func scrubbed() {
        var mistaken = 0
        for userAgent in UserAgentCorpus.all {
            var output = ByteBuffer()
            let text = Array("ua=\"\(userAgent)\" ok".utf8)
            let counts = Scrubber.scrub(text.span, prefixes: AddressPrefixes(), into: &output)
            if counts[.address] > 0 { mistaken += 1 }
        }
        // `BlackBerry9000/4.6.0.167`: in doubt a number is an address.
        #expect(mistaken <= 10)
    }
}
