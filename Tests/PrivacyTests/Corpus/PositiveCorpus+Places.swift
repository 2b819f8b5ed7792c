extension PositiveCorpus {
    // MARK: Places

    mutating func addPostalAddresses() {
        let letters = "ABCDEFGHJKLMNPRTVWXZ"
        let postcode =
            random.number(4) + random.pick([" ", ""]) + random.text(1, of: "ABCDEFGHJKLMNPRTVWXZ")
            + random.text(1, of: letters)
        let house = String(random.int(1...420))
        add(
            "postcode with number", "\(postcode) \(house)", "{address}",
            in: [
                ("", ""), ("Hallo, ", ", graag snel antwoord"), ("voor ", "; dank u"),
                ("q=", "&page=2"),
                ("(", ")"), ("line one\n", "\nline 3"),
            ])
        announce(
            "postcode announced", ["postcode ", "postcode: ", "Postcode="], postcode, "{address}")
        let dutch =
            random.pick([
                "Kerkstraat", "Dorpsstraat", "Stationsplein", "Prins Hendriklaan", "Keizersgracht",
                "Gentsesteenweg", "Molendreef", "kerkstraat", "Lindelaan", "Waterkade",
            ]).split(separator: " ").last.map(String.init) ?? ""
        let suffix = random.pick(["", "", " bus 3", "-A", "b", " bus 12", " hs"])
        let place = random.pick(["", "", ", 1000 Brussel", ", 1234 AB Ergens", ", 9000 Gent"])
        add(
            "street nl", "\(dutch) \(house)\(suffix)\(place)", "{address}",
            in: [
                ("", ""), ("Hallo, ", ", graag snel antwoord"),
                ("Ik woon in de ", ", alvast bedankt"),
                ("Lever aan ", "."), ("(", ")"), ("{\"message\":\"", "\"}"),
            ])
        let name = random.pick([
            "de la Paix", "de la Loi", "du Moulin", "des Lilas", "Victor Hugo", "de l'Église",
            "Louise",
        ])
        let kind = random.pick(["rue", "avenue", "Rue", "boulevard", "Avenue", "chaussée"])
        let french = random.pick([
            "\(house) \(kind) \(name)", "\(house), \(kind) \(name), 75001 Paris",
            "\(kind) \(name) \(house)", "\(kind) \(name) \(house), 1000 Bruxelles",
            "\(house) bis \(kind) \(name)",
        ])
        add(
            "street fr", french, "{address}",
            in: [
                ("", ""), ("J'habite ", ", merci beaucoup"), ("voici ", "."), ("(", ")"),
            ])
        let german = random.pick([
            "Hauptstraße", "Bahnhofstr.", "Goethestrasse", "Marktplatz", "Lindenallee",
            "Schlossgasse",
        ])
        let town = random.pick(["", ", 10115 Berlin", ", D-50667 Köln"])
        add(
            "street de", "\(german) \(house)\(random.pick(["", "a"]))\(town)", "{address}",
            in: [
                ("", ""), ("Ich wohne ", ", vielen Dank"), ("Lieferung an ", "."), ("(", ")"),
            ])
    }

    // MARK: Network

    mutating func addNetworkNames() {
        let parts = (0..<4).map { _ in random.int(1...254) }
        let dotted = parts.map(String.init).joined(separator: ".")
        add("ipv4", random.pick([dotted, random.percentEncoded(dotted)]))
        let groups = (0..<5).map { _ in random.hex(4) }
        let v6 = random.pick([
            "2001:db8:\(groups[0]):\(groups[1]):\(groups[2]):\(groups[3]):\(groups[4]):1",
            "2a02:\(groups[0]):\(groups[1]):\(groups[2])::\(groups[3])",
        ])
        add("ipv6", v6, in: CorpusSentences.spaced)
        let pairs = (0..<6).map { _ in random.hex(2) }
        let mac = pairs.joined(separator: random.pick([":", ":", "-"]))
        add(
            "mac", mac.contains("-") ? "a" + String(mac.dropFirst()) : mac, "{mac}",
            in: CorpusSentences.spaced)
        let hexAddress = parts.map { String($0, radix: 16) }.map { ($0.count == 1 ? "0" : "") + $0 }
        let dashed = parts.map(String.init).joined(separator: "-")
        let reversed = parts.reversed().map(String.init).joined(separator: ".")
        let isp = random.pick([
            "dyn.isp.example", "access.telenet.example", "pool.isp.example.net", "cust.kpn.example",
        ])
        let host = random.pick([
            "\(dashed).\(isp)", "host\(dashed).\(isp)", "\(reversed).\(isp)",
            "d\(hexAddress.joined())1.\(isp)", "ip-\(dashed).\(isp)",
            "x\(hexAddress.joined()).\(isp)",
        ])
        add("host name", host, "{host}", in: CorpusSentences.spaced)
    }

    // MARK: Names of values

    mutating func addNamedValues() {
        let first = random.pick(Self.firstNames)
        let last = random.pick(Self.lastNames)
        let (name, value, expected) = random.pick([
            ("first_name=", first, "{name}"), ("achternaam=", last, "{name}"),
            ("\"lastName\":\"", last, "{name}"), ("\"prenom\": \"", first, "{name}"),
            ("checkout[first_name]=", first, "{name}"), ("voornaam%3D", first, "{name}"),
            ("\"street\":\"", "Zandpad 4", "{address}"), ("huisnummer=", "17", "{address}"),
            ("postcode=", "1012AB", "{address}"), ("geboortedatum=", "12-03-1985", "{birthdate}"),
            ("\"dob\":\"", "1985-03-12", "{birthdate}"), ("password=", "geheim123", "{secret}"),
            ("\"wachtwoord\":\"", "Zomer2024!", "{secret}"), ("klantnummer=", "40012", "{userid}"),
            ("\"customerId\":\"", "c-40012", "{userid}"), ("username=", "jjanssens", "{userid}"),
            ("billing_email=", "jan.at.home", "{email}"),
            ("\\\"firstName\\\":\\\"", first, "{name}"),
        ])
        let end = name.hasSuffix("\\\"") ? "\\\"," : name.hasSuffix("\"") ? "\"," : "&x=1"
        samplesAppend(label: "named value", before: name, value: value, after: end, expected)
        let prose = random.pick(["naam: ", "Nom: ", "Voornaam: ", "Nachname: "])
        let person =
            first.prefix(1).uppercased() + first.dropFirst() + " " + last.prefix(1).uppercased()
            + last.dropFirst()
        samplesAppend(
            label: "name in prose", before: prose, value: String(person),
            after: random.pick(["", ", dank u", "\nx"]),
            "{name}")
    }

    private mutating func samplesAppend(
        label: String, before: String, value: String, after: String, _ expected: String
    ) {
        append(
            CorpusSample(
                label: label, before: before, value: value, after: after, expected: [expected]))
    }
}
