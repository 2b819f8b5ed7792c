import Testing

@testable import Privacy

/// Names that shops give their own fields.
@Suite struct PersonalNamesTests {
    @Test("A personal name is known in every spelling", arguments: personalNames)
    func personal(kind: Kind, names: [String]) {
        for name in names {
            let kinds = Self.spellings(name).map { ($0, Self.kind(of: $0)) }
            for (spelling, found) in kinds {
                #expect(found == kind, "\(spelling) is \(found?.rawValue ?? "harmless")")
            }
        }
    }

    @Test("A harmless name stays harmless", arguments: harmlessNames)
    func harmless(name: String) {
        for spelling in Self.spellings(name) {
            let found = Self.kind(of: spelling)
            #expect(found == nil, "\(spelling) is \(found?.rawValue ?? "")")
        }
    }

    @Test("The lists are as long as they claim, and no name is in both")
    func lists() {
        let personal = Set(Self.personalNames.flatMap(\.1))
        #expect(personal.count >= 200)
        #expect(Set(Self.harmlessNames).count >= 150)
        #expect(personal.isDisjoint(with: Self.harmlessNames))
    }

    @Test(
        "Names of odd forms are read to their end",
        arguments: [
            ("", nil), ("_", nil), ("123", nil), ("___--", nil), ("PSPReference", Kind.orderID),
            ("a_b_c_d_e_f_g_h_i_j_k_l_m_n_email", .email), ("billing[first_name]", .personName),
            ("[0].customer.phone", .phone), ("$klantnr", .userID), ("checkout/email/2", .email),
            ("user IP address", .ip), ("date_de_naissance_du_client", .birthDate),
            ("e.mail", .email), ("KLANTNR", .userID), ("billing_iBan", .secret),
            ("customer_group_id", nil), ("is_customer_mobile", .phone), ("user_is_mobile", nil),
            ("klant\u{e9}nummer", .userID), (String(repeating: "x", count: 59) + "email", nil),
            (String(repeating: "x", count: 58) + "_email", .email),
            (String(repeating: "x", count: 59) + "_email", nil),
        ] as [(String, Kind?)])
    func forms(name: String, kind: Kind?) {
        let found = Self.kind(of: name)
        #expect(found == kind)
    }

    private static func kind(of name: String) -> Kind? {
        let bytes = Array(name.utf8)
        return PersonalNames.kindPosition(of: bytes.span).map { Kind.allCases[$0] }
    }

    /// As written, with other separators, digits behind, in capitals and in camelCase.
    private static func spellings(_ name: String) -> [String] {
        let words = name.split(separator: "_")
        let capitalised = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let camel = (words.first.map { [String($0)] } ?? []) + capitalised.dropFirst()
        return [
            name, name.uppercased(), name + "2", name + "_12", name.replacing("_", with: "-"),
            name.replacing("_", with: "."), camel.joined(), capitalised.joined(),
        ]
    }
}
