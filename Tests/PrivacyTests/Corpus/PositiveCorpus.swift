/// Personal values of every class in sentences and encodings.
struct PositiveCorpus {
    var random: CorpusRandom
    private(set) var samples: [CorpusSample] = []

    init(seed: UInt64, rounds: Int) {
        random = CorpusRandom(seed: seed)
        for _ in 0..<rounds {
            addEmails()
            addPhones()
            addBankNumbers()
            addNationalIDs()
            addCompanies()
            addPostalAddresses()
            addNetworkNames()
            addTokens()
            addDigests()
            addReferences()
            addAnalytics()
            addNamedValues()
        }
    }

    mutating func add(
        _ label: String, _ value: String, _ expected: String...,
        in sentences: [(String, String)] = CorpusSentences.neutral
    ) {
        let (before, after) = random.pick(sentences)
        samples.append(
            CorpusSample(
                label: label, before: before, value: value, after: after, expected: Set(expected)))
    }

    mutating func append(_ sample: CorpusSample) { samples.append(sample) }

    /// A value behind words that announce it.
    mutating func announce(
        _ label: String, _ words: [String], _ value: String, _ expected: String...
    ) {
        let (before, after) = random.pick(CorpusSentences.spaced)
        samples.append(
            CorpusSample(
                label: label, before: before + random.pick(words), value: value, after: after,
                expected: Set(expected)))
    }

    // MARK: People

    static let firstNames = [
        "jan", "piet", "sofie", "Marie", "Luc", "hans", "Anke", "renée", "jürgen", "Noor", "Emma",
    ]
    static let lastNames = [
        "janssens", "devries", "Dupont", "Müller", "peeters", "Jansen", "Lefèvre", "Weber",
    ]

    mutating func emailAddress() -> String {
        let first = random.pick(Self.firstNames)
        let last = random.pick(Self.lastNames)
        let local = random.pick([
            first, "\(first).\(last)", "\(first)+shop", "\(first)_\(last)\(random.int(1...99))",
            "\(first)-\(last)", "\(first.prefix(1)).\(last)",
        ])
        let host = random.pick([
            "example.com", "mail.example.nl", "example.be", "web.example.de", "exämple.example",
            "xn--exmple-cua.example", "example.co.uk", "klant.example.org", "example.shop",
        ])
        return "\(local)@\(host)"
    }

    private mutating func asciiEmail() -> String {
        while true {
            let email = emailAddress()
            if email.utf8.allSatisfy({ $0 < 0x80 }) { return email }
        }
    }

    private mutating func addEmails() {
        add("email plain", emailAddress(), "{email}")
        let times = random.int(1...3)
        let encoded = random.percentEncoded(asciiEmail(), times: times)
        add("email percent \(times)", encoded, "{email}")
        let escapes = ["&#64;", "&#x40;", "\\u0040", "\\x40"]
        let mark = random.pick(escapes)
        let parts = asciiEmail().split(separator: "@")
        add("email escaped", "\(parts[0])\(mark)\(parts[1])", "{email}")
        let ats = [" (at) ", "[at]", " [at] ", "(at)", " [@] ", "{at}"]
        let dots = [".", " (dot) ", "[dot]", " dot ", " [dot] ", " punt "]
        let spoken =
            random.pick(Self.firstNames) + random.pick(ats) + "example" + random.pick(dots) + "com"
        add("email spelled", spoken, "{email}", in: CorpusSentences.spaced)
        let inBase64 = random.base64(of: asciiEmail())
        add(
            "email base64", inBase64, "{email}", "{token}", "{hash}", in: CorpusSentences.spaced)
    }

    // MARK: Telephones

    private mutating func addPhones() {
        let mobileBE = "4\(random.int(5...9))" + random.digits(7)
        let fixedNL = random.pick(["10", "20", "30", "70", "40"]) + random.number(7)
        let mobileNL = "6\(random.int(1...5))" + random.digits(7)
        let french = random.text(1, of: "1234567") + random.digits(8)
        let german = random.pick(["151", "160", "171"]) + random.number(7)
        let lux = "6\(random.pick(["21", "61", "91"]))" + random.digits(6)
        let international = [
            "+32" + mobileBE, "0032" + mobileBE,
            "+32 " + random.grouped(mobileBE, [3, 2, 2, 2], " "),
            "+32(0)" + random.grouped(mobileBE, [3], "/"),
            "+31 (0)6 " + mobileNL.dropFirst(), "+31" + fixedNL,
            "+31-" + random.grouped(fixedNL, [2], "-"),
            "+33 " + random.grouped(french, [1, 2, 2, 2, 2], " "),
            "+33 (0)" + random.grouped(french, [1, 2, 2, 2, 2], "."),
            "+49 " + random.grouped(german, [3], " "),
            "0049 " + german, "+352 " + random.grouped(lux, [3, 3, 3], " "), "%2B32" + mobileBE,
            "+352" + lux, "+49 (0)30 " + random.number(6),
        ]
        add(
            "phone international", random.pick(international), "{phone}", in: CorpusSentences.spaced
        )
        let national = [
            "0" + random.grouped(mobileBE, [3, 2, 2, 2], " "),
            "0" + random.grouped(mobileBE, [3, 2, 2, 2], "-"),
            "0" + random.grouped(mobileBE, [3], "/"),
            "0" + mobileBE.prefix(3) + "/"
                + random.grouped(String(mobileBE.dropFirst(3)), [2, 2, 2], "."),
            "0\(random.pick([2, 3, 4, 9])) " + random.grouped(random.number(7), [3, 2, 2], " "),
            "0\(random.pick(["16", "12", "50", "89"])) "
                + random.grouped(random.number(6), [2, 2, 2], " "),
            "06-" + mobileNL.dropFirst(),
            "06 " + random.grouped(String(mobileNL.dropFirst()), [2, 2, 2, 2], " "),
            "06 " + random.grouped(String(mobileNL.dropFirst()), [4, 4], " "),
            "0" + random.grouped(fixedNL, [2], "-"), "0" + random.grouped(fixedNL, [2, 3, 4], " "),
            "(0" + fixedNL.prefix(2) + ") " + fixedNL.dropFirst(2),
            "0172-" + random.number(6), "0348 " + random.grouped(random.number(6), [3, 3], " "),
            "0" + random.grouped(french, [1, 2, 2, 2, 2], " "),
            "0" + random.grouped(french, [1, 2, 2, 2, 2], "."),
            "0" + random.grouped(french, [1, 2, 2, 2, 2], "-"),
            "0" + random.grouped(german, [3], " "), "0" + random.grouped(german, [3], "/"),
            "030 " + random.grouped(random.number(8), [5], " "), "(030) " + random.number(7),
            "0221/" + random.number(6), "089 " + random.number(7),
        ]
        add("phone national", random.pick(national), "{phone}", in: CorpusSentences.spaced)
        let words = [
            "tel ", "tel: ", "Tel. ", "gsm ", "GSM-nummer: ", "telefoon ", "bel mij op ", "phone=",
            "mobiel: ", "portable : ", "Handy ", "tel:", "wa.me/", "whatsapp ", "téléphone: ",
            "call me on ",
        ]
        let bare = ["0" + mobileBE, "0" + mobileNL, "0" + french, "32" + mobileBE, "26 12 34 56"]
        announce("phone announced", words, random.pick(bare), "{phone}")
    }

    // MARK: Banks

    private mutating func addBankNumbers() {
        let (country, account) = random.pick([
            ("BE", random.digits(12)),
            ("NL", random.pick(["ABNA", "INGB", "RABO", "TEST"]) + random.digits(10)),
            ("DE", random.digits(18)), ("FR", random.digits(23)), ("LU", random.digits(16)),
            ("AT", random.digits(16)), ("ES", random.digits(20)),
        ])
        let check = 98 - CorpusChecks.mod97(account + country + "00")
        let iban = country + (check < 10 ? "0" : "") + String(check) + account
        let groups = [Int](repeating: 4, count: 6)
        let written = [
            iban, iban.lowercased(), random.grouped(iban, groups, " "),
            random.grouped(iban, groups, "."),
            random.grouped(iban, groups, "%20"), random.grouped(iban, groups, "+"),
        ]
        add("iban", random.pick(written), "{iban}", in: CorpusSentences.spaced)

        let (body, sizes) = random.pick([
            ("4" + random.digits(14), [4, 4, 4, 4]),
            ("5\(random.int(1...5))" + random.digits(13), [4, 4, 4, 4]),
            ("2\(random.int(221...720))" + random.digits(11), [4, 4, 4, 4]),
            ("6703" + random.digits(11), [4, 4, 4, 4]),
            ("3\(random.pick([4, 7]))" + random.digits(12), [4, 6, 5]),
            ("36" + random.digits(11), [4, 6, 4]), ("6759" + random.digits(11), [4, 4, 4, 4]),
        ])
        let card = body + String(CorpusChecks.luhnDigit(body))
        let cards = [card, random.grouped(card, sizes, " "), random.grouped(card, sizes, "-")]
        add("card", random.pick(cards), "{card}", in: CorpusSentences.spaced)
        let last = random.digits(4)
        let masked = [
            "**** **** **** \(last)", "************\(last)", "XXXX-XXXX-XXXX-\(last)",
            "xxxx xxxx xxxx \(last)", "\(random.number(6))******\(last)",
            "\(random.number(6))XXXXXX\(last)",
            "4111 11XX XXXX \(last)", "•••• •••• •••• \(last)",
        ]
        add("card covered", random.pick(masked), "{card}", in: CorpusSentences.spaced)
        announce(
            "card covered short", ["Visa ", "kaart ", "carte ", "card ", "Mastercard "],
            "**** \(last)", "{card}")
    }

    // MARK: National numbers

    private mutating func addNationalIDs() {
        let day = random.padded(10...99) + random.padded(1...12) + random.padded(1...28)
        let serial = random.padded(1...998, 3)
        let isNew = random.chance(40)
        let check = 97 - (Int((isNew ? "2" : "") + day + serial) ?? 0) % 97
        let belgian = day + serial + (check < 10 ? "0" : "") + String(check)
        let belgianWritten = [
            belgian, random.grouped(belgian, [2, 2, 2], "."),
            "\(random.grouped(day, [2, 2, 2], "."))-\(serial).\(belgian.suffix(2))",
            "\(day)-\(serial)-\(belgian.suffix(2))", "\(day) \(serial) \(belgian.suffix(2))",
        ]
        add(
            "rijksregisternummer", random.pick(belgianWritten), "{nationalid}",
            in: CorpusSentences.spaced)

        var bsn = random.number(9)
        while !CorpusChecks.elevenTest(bsn) { bsn = random.number(9) }
        let words = [
            "BSN ", "bsn: ", "bsn=", "burgerservicenummer ", "mijn BSN is ", "sofinummer: ",
        ]
        announce("bsn announced", words, bsn, "{nationalid}")
        add(
            "bsn written", random.grouped(bsn, [4, 2, 3], "."), "{nationalid}",
            in: CorpusSentences.spaced)

        let department = random.chance(20) ? random.pick(["2A", "2B"]) : random.padded(1...95)
        let nir =
            random.text(1, of: "12") + random.padded(0...99) + random.padded(1...12) + department
            + random.padded(1...990, 3) + random.padded(1...999, 3)
        let isCorsican = department == "2A" || department == "2B"
        let corsican =
            String(nir.prefix(5)) + (department == "2A" ? "19" : "18") + String(nir.dropFirst(7))
        let key = 97 - (Int(isCorsican ? corsican : nir) ?? 0) % 97
        let french = nir + (key < 10 ? "0" : "") + String(key)
        let frenchWritten = [french, random.grouped(french, [1, 2, 2, 2, 3, 3, 2], " ")]
        add("nir", random.pick(frenchWritten), "{nationalid}", in: CorpusSentences.spaced)

        var digits = (0...9).map { String($0) }
        digits.remove(at: random.int(0...9))
        digits.append(random.pick(digits))
        var tax = ""
        while !digits.isEmpty { tax += digits.remove(at: random.int(0...digits.count - 1)) }
        if tax.first == "0" { tax = String(tax.reversed()) }
        if tax.first != "0" {
            tax += String(CorpusChecks.mod11And10(tax))
            let written = [tax, random.grouped(tax, [2, 3, 3, 3], " ")]
            add(
                "steuer-idnr", random.pick(written), "{nationalid}", "{phone}",
                in: CorpusSentences.spaced)
        }
        let birth = "\(random.int(1930...2015))" + random.padded(1...12) + random.padded(1...28)
        let eleven = birth + random.digits(3)
        let matricule =
            eleven + String(CorpusChecks.luhnDigit(eleven))
            + String(CorpusChecks.verhoeffDigit(eleven))
        add("matricule", matricule, "{nationalid}", in: CorpusSentences.spaced)
        let identity = random.number(10)
        let rest = (Int(identity) ?? 0) % 97
        let cardCheck = rest == 0 ? "97" : (rest < 10 ? "0" : "") + String(rest)
        add(
            "eid", random.grouped(identity + cardCheck, [3, 7, 2], "-"), "{nationalid}",
            in: CorpusSentences.spaced)
    }

    // MARK: Companies

    private mutating func addCompanies() {
        let eight = "0" + random.number(7)
        let check = 97 - (Int(eight) ?? 0) % 97
        let kbo = eight + (check < 10 ? "0" : "") + String(check)
        let dotted = random.grouped(kbo, [4, 3, 3], ".")
        add(
            "kbo", random.pick(["BE" + kbo, "BE " + dotted, dotted, "BE" + dotted]), "{company}",
            in: CorpusSentences.spaced)
        var nine = random.number(9)
        while !CorpusChecks.elevenTest(nine) { nine = random.number(9) }
        add("vat nl", "NL\(nine)B0\(random.int(1...9))", "{company}", in: CorpusSentences.spaced)
        let german = random.number(8)
        add(
            "vat de", "DE" + german + String(CorpusChecks.mod11And10(german)), "{company}",
            in: CorpusSentences.spaced)
        let seed = random.number(8)
        let siren = seed + String(CorpusChecks.luhnDigit(seed))
        let key = ((Int(siren) ?? 0) * 100 + 12) % 97
        add(
            "vat fr", "FR" + (key < 10 ? "0" : "") + "\(key)" + siren, "{company}",
            in: CorpusSentences.spaced)
        let six = random.number(6)
        let rest = (Int(six) ?? 0) % 89
        add(
            "vat lu", "LU" + six + (rest < 10 ? "0" : "") + "\(rest)", "{company}",
            in: CorpusSentences.spaced)
        announce(
            "kvk", ["KvK ", "KvK: ", "kvknummer=", "KVK-nummer ", "kvk nr. "], random.number(8),
            "{company}")
        announce(
            "siren", ["SIREN ", "siren: ", "n° SIREN "], random.grouped(siren, [3, 3], " "),
            "{company}")
    }
}
