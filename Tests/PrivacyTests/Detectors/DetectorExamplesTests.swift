import Bytes
import Privacy
import Testing

@Suite("Detectors on what customers write")
struct DetectorExamplesTests {
    private func scrubbed(_ text: String) -> String {
        treated(text) { _ = Scrubber.scrub($0, prefixes: AddressPrefixes(), into: &$1) }
    }

    @Test(
        "Numbers are found by the words before them",
        arguments: [
            ("Mijn nummer is 0612345678", "Mijn nummer is {phone}"),
            ("bel mij op 0470123456", "bel mij op {phone}"),
            ("order #1001 is niet aangekomen", "order #{order} is niet aangekomen"),
            ("Rechnungsnummer: RE-2024-1234", "Rechnungsnummer: {order}"),
            ("commande n° 123456", "commande n° {order}"),
            ("DPD pakketnummer 05212345678901", "DPD pakketnummer {parcel}"),
            ("bpost 323212345678901234567890", "bpost {parcel}"),
            ("klant nr. 12345", "klant nr. {userid}"), ("imei 490154203237518", "imei {deviceid}"),
            ("card ending in 4242", "card ending in {card}"),
            ("kaart **** 4242", "kaart {card}"), ("KvK-nummer 12345678", "KvK-nummer {company}"),
            ("BSN: 111222333", "BSN: {nationalid}"),
            ("geboren op 12/03/1985", "geboren op {birthdate}"),
            ("010/8068/17183", "{order}"), ("postcode 1234AB", "postcode {address}"),
        ])
    func announced(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
    }

    @Test(
        "Postal addresses are found in four languages",
        arguments: [
            ("Kerkstraat 12 bus 3, 1000 Brussel", "{address}"),
            ("Dorpsstraat 1-A, 1234 AB Ergens", "{address}"),
            ("ik woon kerkstraat 12 gent", "ik woon {address} gent"),
            ("12 rue de la Paix, 75002 Paris", "{address}"),
            ("rue de la Loi 16, 1000 Bruxelles", "{address}"),
            ("Hauptstraße 5, 10115 Berlin", "{address}"), ("1234AB 12a", "{address}"),
            ("q=Kerkstraat+12&x=1", "q={address}&x=1"), ("Kerkstraat%2012", "{address}"),
        ])
    func places(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
    }

    @Test(
        "What names and frames say is found",
        arguments: [
            ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: Basic {secret}"),
            ("Nom : Dupont", "Nom : {name}"),
            ("naam: Jan van den Berg, Gent", "naam: {name}, Gent"),
            (
                "{\"firstName\":\"Jan\",\"phone\":\"0470123456\"}",
                "{\"firstName\":\"{name}\",\"phone\":\"{phone}\"}"
            ),
            ("jan apenstaartje example punt nl", "{email}"),
            ("jan at example dot com", "{email}"), ("amFuQGV4YW1wbGUuY29t", "{token}"),
            ("d5cb0071b.access.telenet.be", "{host}"),
            ("_ga=GA1.1.123456789.1712345678; x", "_ga={clientid}; x"),
            ("lz3+Rj7IV4X1+Vr1ujkG7tstkxwk5pgkqJ6mXbpOgTs=", "{hash}"),
        ])
    func named(text: String, expected: String) {
        #expect(scrubbed(text) == expected)
    }

    @Test(
        "Texts of shops stay",
        arguments: [
            "Michelin 225/45 ZR17 94Y XL", "Ersatzteil 0986 494 123 Bosch", "Levi's 501 W32 L34",
            "Ringsleutel 10 mm", "Straatkrijt 24 stuks", "Boulevard fauteuil 2 zits",
            "bestelling vanaf 50 euro", "order binnen 24 uur", "Marktkraam 3 x 2 m",
            "NL 28 september 2024", "DE 100% Baumwolle", "2000 GT Turbo 12 V", "1000 XL 4 stuks",
            "Wachtwoord vergeten?", "token invalid", "naam van het product: Eettafel",
            "sale ending in 2024", "look at this dot pattern", "klant 12 van 30", "track 12",
            "Windows NT 10.0; Win64; x64", "at Cart.add(Cart.java:123)", "app.3f2a9c1b4d5e6f70.js",
            "51.05, 3.72", "version 1.2.3.4", "Chrome/134.0.0.0", "email: verplicht",
        ])
    func lookAlikes(text: String) {
        #expect(scrubbed(text) == text)
    }

    @Test("Spelled e-mail addresses are found inside URL parameters as elsewhere")
    func spelledInPath() {
        #expect(scrubbed("jan(at)example.com") == "{email}")
        #expect(scrubbed("(at) example.com") == "(at) example.com")
    }
}
