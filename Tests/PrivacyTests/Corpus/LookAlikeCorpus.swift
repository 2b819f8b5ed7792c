/// Text of shops that looks like something personal and is not.
struct LookAlikeCorpus {
    private var random: CorpusRandom
    private(set) var samples: [CorpusSample] = []

    init(seed: UInt64, rounds: Int) {
        random = CorpusRandom(seed: seed)
        for _ in 0..<rounds {
            addNumbers()
            addTimes()
            addProducts()
            addTechnical()
            addWords()
        }
    }

    private mutating func add(
        _ label: String, _ value: String,
        in sentences: [(String, String)] = CorpusSentences.spaced
    ) {
        let (before, after) = random.pick(sentences)
        samples.append(
            CorpusSample(label: label, before: before, value: value, after: after, expected: []))
    }

    private mutating func price() -> String {
        let cents = random.padded(0...99)
        let whole = String(random.int(1...9999))
        return random.pick([
            "€ \(whole),\(cents)", "\(whole),\(cents) EUR", "€\(whole).\(cents)",
            "\(random.int(1...9)).\(random.digits(3)),\(cents)",
            "\(random.int(1...9)) \(random.digits(3)) €", "\(whole),-", "-\(random.int(5...80))%",
            "\(random.int(1...9)).\(random.digits(3)).\(random.digits(3)),\(cents)",
            "1 \(random.digits(3)) \(random.digits(3)),\(cents) €",
        ])
    }

    private mutating func addNumbers() {
        add("price", price())
        let twelve = random.pick(["54", "87", "40", "30", "97", "00"]) + random.digits(10)
        let ean = twelve + String(CorpusChecks.eanDigit(twelve))
        add("ean", random.pick([ean, "EAN " + ean, "ean: " + ean, "GTIN " + ean]))
        let isbn = "978" + random.digits(9)
        let isbn13 = isbn + String(CorpusChecks.eanDigit(isbn))
        add(
            "isbn",
            random.pick(["ISBN ", ""])
                + random.pick([isbn13, random.grouped(isbn13, [3, 2, 4, 3], "-")]))
        add(
            "product number",
            random.pick(["art. ", "artikelnr. ", "SKU ", "réf. produit ", ""])
                + random.number(random.int(4...8)))
        add(
            "quantity",
            random.pick([
                "bestelling van \(random.int(2...900)) stuks", "order \(random.int(2...99)) pieces",
                "commande de \(random.int(2...99)) articles",
                "minimum order \(random.int(10...5000)) pcs", "\(random.int(2...99))x",
                "\(random.int(2...99)) stuks", "Bestellung ab \(random.int(10...99)) Euro",
                "bestelling boven \(random.int(10...99)) euro",
                "order \(random.int(1000...9999)) punten", "commande \(random.int(1000...9999)) €",
            ]))
        add(
            "coordinates",
            "5\(random.int(0...3)).\(random.digits(2)), \(random.int(2...7)).\(random.digits(2))")
        add("percentage", "\(random.int(1...99)),\(random.int(0...9))%")
        add("bare number", random.number(random.pick([8, 9, 10])))
        add("bare mobile", "04\(random.int(5...9))" + random.digits(7))
        add("pixel id", "1" + random.digits(14))
        add("imei-like", "352099" + random.digits(8))
    }

    private mutating func addTimes() {
        let year = random.int(2015...2029)
        let month = random.padded(1...12)
        let day = random.padded(1...28)
        let clock = random.padded(0...23) + ":" + random.padded(0...59)
        add(
            "date",
            random.pick([
                "\(year)-\(month)-\(day)", "\(day)-\(month)-\(year)", "\(day)/\(month)/\(year)",
                "\(day).\(month).\(year)", "\(year)\(month)\(day)",
                "\(day) \(month) \(year)", "\(day)-\(month)-\(year) \(clock)",
                "\(year) \(month) \(day) 10 30", "\(day)/\(month)/\(year) \(clock)",
                "\(day).\(month).\(year) \(clock)", "order \(year)-\(month)-\(day)",
                "bestelling \(day)-\(month)-\(year)",
            ]))
        add(
            "time",
            random.pick([
                clock, clock + ":" + random.padded(0...59), "\(year)-\(month)-\(day)T\(clock):00Z",
                "\(clock):12.345", "12:34:56",
            ]))
        add(
            "epoch",
            random.pick([
                "17" + random.digits(8), "17" + random.digits(11), "16" + random.digits(8),
            ]))
        add("opening hours", "\(random.padded(6...10)):00-\(random.padded(16...22)):00")
        add("date reference", "\(year % 100)\(month)\(day)-\(random.digits(3))-\(random.digits(2))")
    }

    private mutating func addProducts() {
        let model = random.text(2, of: "ABCDEFGHKLMNPRSTVWX") + String(random.int(100...9999))
        add(
            "model",
            random.pick([
                model, model + "/" + random.digits(2), "GSR 18V-\(random.int(10...99))",
                "\(random.int(1000...1999)) XL", "C\(random.int(100...999)) HMB",
                "\(random.int(1000...9999)) GT", "iPad \(random.int(2...14))",
                "RTX \(random.int(2000...5090))", "A4 \(random.int(80...160)) g",
                "Ryzen 7 \(random.int(3000...9999))X",
                "HD\(random.digits(4))",
                "\(random.int(100...999))-\(random.digits(3))-\(random.digits(2))",
                "Galaxy S\(random.int(8...25))", "2024 EN", "\(random.int(1000...2200)) W",
            ]))
        add(
            "dimension",
            random.pick([
                "\(random.int(10...300)) x \(random.int(10...300)) cm",
                "\(random.int(10...300))x\(random.int(10...300))x\(random.int(10...300)) mm",
                "1920x1080",
                "\(random.int(10...40)) inch", "\(random.int(10...99)),\(random.int(0...9)) kg",
                "maat \(random.int(36...48)) 2/3", "\(random.int(100...2000)) ml",
                "\(random.int(1...9))/\(random.int(2...9)) inch",
                "\(random.int(10...99))-\(random.int(10...99))-\(random.int(10...99)) cm",
            ]))
        add(
            "title",
            random.pick([
                "Gazelle Ultimate C380 HMB herenfiets 28 inch 8 versnellingen",
                "Philips Airfryer XXL HD9650/90 - 7,3 liter",
                "LEGO 42143 Ferrari Daytona SP3 - 3778 stukjes",
                "Kerkstraat-serie 12 stuks", "Plein 25 % korting", "Racebaan 5 m", "Mousepad 80 cm",
                "Robe d'été taille \(random.int(34...48))", "Treinbaan 42 delig",
                "Table 4 places 120 cm", "place mats 6 pieces", "Oorring 18 mm",
                "La route 66 poster", "iPhone 15 128 GB", "Route 66 bord 30 cm",
                "Basic T-shirt 3 pack",
                "Speelplein 24 delig", "token voor wasmachine", "Bearer of light 2 kaarsen",
                "Cours de cuisine 2 personnes", "Media Markt 50 euro bon", "kaart 12 x 18 cm",
                "Visa versa 2024", "Call of Duty 4", "look at this dot pattern",
                "meet at home com plex", "The Order 1886", "AT-AT walker (75313)",
                "Monopoly Junior 6+",
            ]))
        add(
            "slug",
            random.pick([
                "nike-air-max-270-react-black-edition", "gazelle-ultimate-c380-hmb-2024",
                "order-status", "bestelling-volgen", "lamp-e27-60w-2700k-dimbaar",
                "herenfietsen-met-vering-en-verlichting", "straatnaambord-12-cm",
                "HP-LaserJet-Pro-M404dn-W1A53A", "kussen_45x45_groen", "Nike/Air/Max/270/React",
                "dames/jassen/winter/2024/parka", "collections/frontpage/products/mok",
            ]))
        add("color", "#" + random.hex(random.pick([3, 6, 8])))
    }

    private mutating func addTechnical() {
        let major = random.int(1...150)
        let minor = random.int(0...20)
        add(
            "version",
            random.pick([
                "v\(major).\(minor).\(random.int(0...9))", "\(major).\(minor)",
                "\(major).\(minor).\(random.int(0...30))", "v\(major).\(minor).3.4",
                "version 1.\(minor).3.4",
                "versie 2.\(minor).0.1", "firmware 1.\(minor).3.4", "Chrome/\(major).0.0.0",
                "react@18.\(minor).0", "pkg@1.2.\(minor)", "jquery-3.\(minor).1.min.js",
                "php/8.\(minor)", "Version/17.\(minor) Safari/605.1.15", "Release 10.\(minor).3.1",
                "Firefox/128.0", "Edg/\(major).0.0.0",
            ]))
        add(
            "asset",
            random.pick([
                "app.\(random.hex(8)).js", "main.\(random.hex(20)).css",
                "chunk-\(random.hex(16)).js", "vendor.\(random.hex(32)).js", "logo@2x.png",
                "font.\(random.hex(20)).woff2",
                "style.css?v=".replacing("?v=", with: "") + "", "bundle.\(random.hex(20)).js.map",
                "integrity=\"sha256-" + random.base64(42) + "A=\"",
            ]))
        add(
            "container id",
            random.pick([
                "GTM-" + random.text(7, of: "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
                "G-" + random.text(10, of: "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"),
                "UA-\(random.number(7))-1",
                "45je\(random.text(3, of: "0123456789xv"))v9100000000za200",
                "AW-" + random.number(9), "DC-" + random.number(7),
            ]))
        add(
            "log words",
            random.pick([
                "child \(random.int(100...99999)) exited on signal 15", "in 183 ms",
                "status=\(random.int(200...599))", "memory: \(random.int(1...900)) MB",
                "line \(random.int(1...999)) of Product.php:\(random.int(1...999))",
                "token=expired", "password: required", "email: verplicht", "phone=true",
                "user=null", "timeout after 30000 ms", "level=warn attempt=\(random.int(1...9))",
                "mobile=1",
                "upstream timed out (110: Connection timed out)",
                "rows: \(random.int(1000...99999))", "transaction failed", "login: mislukt",
                "naam: verplicht veld", "postcode: ongeldig",
                "payment method=ideal", "order status: completed", "card type visa",
                "bestelling: geannuleerd", "call stack #12", "track 7 of 12", "port 8443",
            ]))
        add(
            "mime",
            random.pick([
                "text/html; charset=utf-8", "application/json", "en-US,en;q=0.9",
                "gzip, deflate, br", "image/webp,*/*;q=0.8", "no-cache, max-age=31536000",
                "nl-BE,nl;q=0.9,fr;q=0.8",
            ]))
        add(
            "colon things",
            random.pick([
                "::1f", "12:34:56", "a:b:c", "std::vector", "Foo::bar", "10:30 - 12:45",
                "aspect 16:9", "score 3:2", "ratio 1:2:3", "C:/temp", "@media", "@username",
                "user@host", "a@b.c",
            ]))
    }

    private static let words = [
        "herenfiets", "wasmachine", "verzendkosten", "Donaudampfschifffahrtsgesellschaft",
        "chaussures", "livraison", "gratuite", "Gartenschlauch", "kinderstoel", "retourneren",
        "bestelling", "order", "commande", "straat", "rue", "platz", "kaart", "telefoon", "hoesje",
        "adres", "postcode", "telefoonhoesje", "weg", "laan", "boulevard", "track", "colis",
        "pakket", "factuur", "invoice", "mobile", "portable", "token", "secret", "pincode", "visa",
        "BTW", "TVA", "KvK", "BSN", "gsm", "lavendel", "été", "größe", "réduction", "email",
    ]

    private mutating func addWords() {
        let words = (0..<random.int(1...6)).map { _ in random.pick(Self.words) }
        add("words", words.joined(separator: random.pick([" ", ", ", " - "])))
        let pair =
            random.pick(Self.words) + " " + String(random.int(2...99)) + " "
            + random.pick(["cm", "stuks", "delig", "inch", "kg", "euro", "x", "%"])
        add("word and amount", pair)
        let name = random.pick(["Jan", "Sofie", "Marie"])
        add(
            "address lead-in",
            random.pick([
                "rue", "op straat", "in de straat", "plaats 4 producten", "\(name) woont in Gent",
                "1000 Brussel", "9000 Gent", "75001 Paris", "bus 12 naar Gent", "nummer 12",
                "box 3 stuks",
            ]))
    }
}
