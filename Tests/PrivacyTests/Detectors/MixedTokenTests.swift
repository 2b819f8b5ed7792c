import Bytes
import Privacy
import Testing

@Suite("Identifiers of letters and digits")
struct MixedTokenTests {
    private func scrubbed(_ text: String) -> String {
        treated(text) { _ = Scrubber.scrub($0, prefixes: AddressPrefixes(), into: &$1) }
    }

    @Test(
        "Mixed identifiers go as a whole, in text and in paths",
        arguments: [
            "ckopqwooh000001la8mbi2im9", "clh3k5j8z0000qw08f1d2e3g4", "V1StGXR8_Z5jdHi6B",
            "175928847299117063", "1382971839183929344", "2cf24dba-5fb0a30e-26e83b2a-c5b9e29e",
            "a1b2c3d4e5f6g7h8",
        ])
    func found(text: String) {
        #expect(scrubbed("id \(text) ok") == "id {token} ok")
        #expect(scrubbed(text) == "{token}")
        let path = treated("/login/\(text)") {
            URLReduction.reduce($0, rules: .strict(), into: &$1)
        }
        #expect(path == "/login/{token}" || path == "/login/{id}")
    }

    @Test("A push id goes but for the dash before it")
    func pushID() {
        #expect(scrubbed("key -JhLeOlGIEjaIOFHR0xd") == "key -{token}")
    }

    @Test(
        "Models, hashes of containers and dates stay",
        arguments: [
            "iPhone15ProMax256GB", "iPhone13Pro128GB", "iphone14pro128gb", "GALAXYS24ULTRA512GB",
            "samsunggalaxys24ultra512gb", "45je4xx0v9100000000za200",
            "20240101-20240131-20240201", "K12345678901", "5412345678908", "1719830000000",
            "1719830000000000", "michelin225-45zr17",
        ])
    func kept(text: String) {
        #expect(scrubbed(text) == text)
    }

    @Test(
        "A long number takes the letters around it along",
        arguments: [("/x/jan1234567", "/x/{id}"), ("/x/1234567jan-2", "/x/{id}-2")])
    func glued(path: String, expected: String) {
        let result = treated(path) { URLReduction.reduce($0, rules: .strict(), into: &$1) }
        #expect(result == expected)
    }
}
