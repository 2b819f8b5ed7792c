import Privacy
import Testing

@Suite("Detector catalogue")
struct DetectorCatalogueTests {
    @Test("Every class is described once, in order")
    func complete() {
        #expect(DetectorCatalogue.all.map(\.kind) == DetectorClass.allCases)
        for entry in DetectorCatalogue.all {
            #expect(entry.finds.utf8CodeUnitCount > 0)
            #expect(entry.check.utf8CodeUnitCount > 0)
            #expect(entry.source.utf8CodeUnitCount > 0)
        }
    }

    @Test("Names and placeholders are unique, and a placeholder is a word in braces")
    func unique() {
        let names = DetectorClass.allCases.map(\.name)
        #expect(Set(names).count == names.count)
        let placeholders = DetectorClass.allCases.map { "\($0.placeholder)" }
        #expect(Set(placeholders).count == placeholders.count)
        for placeholder in placeholders {
            // A path's segments of this shape are left alone.
            #expect(placeholder.utf8.count <= 12)
            #expect(placeholder.first == "{" && placeholder.last == "}")
            #expect(placeholder.dropFirst().dropLast().allSatisfy { ("a"..."z").contains($0) })
        }
    }

    @Test("The names of the classes do not change")
    func names() {
        let expected = [
            "email", "ip", "url", "iban", "card", "national-id", "token", "uuid", "phone", "mac",
            "order", "user-agent", "payment", "parcel", "company-number", "postal-address",
            "host-name", "hash", "secret", "client-id", "click-id", "user-id", "person-name",
            "birth-date", "device-id",
        ]
        #expect(DetectorClass.allCases.map(\.name) == expected)
    }
}
