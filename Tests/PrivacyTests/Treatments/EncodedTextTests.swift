import Bytes
import Privacy
import Testing

@Suite("Encoded text")
struct EncodedTextTests {
    private func hides(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return EncodedText.hidesText(bytes.span)
    }

    @Test(
        "Base64 and hexadecimal digits of personal text are seen",
        arguments: [
            // An address, padded, without padding, as base64url, with accents.
            "amFuQHguYmU", "amFuQHguYmU=", "YUBiLm5s", "UmVuw6llIDxyZW7DqWVAeC5iZT4=",
            "cmVuw6llQHguYmU",
            // Telephone numbers and account numbers.
            "MDQ3MDEyMzQ1Ng", "MDQ3MC8xMi4zNC41Ng", "KzMyIDQ3MCAxMiAzNCA1Ng",
            "QkU2OCA1MzkwIDA3NTQgNzAzNA", "MjAzLjAuMTEzLjk",
            // Names and streets.
            "SmFuIFBlZXRlcnM", "SmFuIFBlZXRlcnM=", "UmVuw6llIER1cG9udA==",
            "S2Vya3N0cmFhdCAxMg==",
            // JSON and URLs.
            "eyJhIjoiYiJ9", "aHR0cHM6Ly9hLmJlL3g",
            // Hexadecimal digits.
            "0x6a616e40782e6265", "6a616e40782e6265", "0x30343730313233343536",
            "30343730313233343536", "4a616e2050656574657273",
        ])
    func hidden(text: String) {
        #expect(hides(text))
    }

    @Test(
        "Words, models, article numbers and digests are none of that",
        arguments: [
            "herenfietsen", "Nike-Air-Max-270", "zomerjurken", "iPhone15ProMax", "summersale2024",
            "nieuwsbrief_2024", "5412345678908", "30313233343536", "20240131", "deadbeef",
            "d41d8cd98f00b204e9800998ecf8427e", "GA4-checkout", "productcategorieen", "Dames",
            "page_view", "add_to_cart", "begin_checkout", "black-friday", "wintercollectie",
            "0x1f4a9c3e5d7b", "abcdefgh", "ABCDEFGH", "sneakers", "", "Bruxelles",
        ])
    func plain(text: String) {
        #expect(!hides(text))
    }
}
