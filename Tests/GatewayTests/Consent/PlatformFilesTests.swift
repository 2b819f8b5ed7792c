import Consent
import Foundation
import Testing

@testable import Gateway

/// The platforms, services and rule sets that the product ships.
@Suite struct PlatformFilesTests {
    private let catalog = Catalog()

    @Test func `every platform, service and rule set loads without a mistake`() throws {
        #expect(!(try catalog.platformDefinitions()).isEmpty)
        #expect(!(try catalog.serviceDefinitions()).isEmpty)
        #expect(catalog.ruleNames == ["be-strict", "fr", "nl"])
        for name in catalog.ruleNames {
            #expect(try catalog.consentRules(named: name).name == name)
        }
    }

    @Test func `every vendor map that sends to a tool has a service`() throws {
        let served = Set(try catalog.serviceDefinitions().flatMap(\.vendors))
        #expect(Set(catalog.vendorNames).subtracting(served) == ["generic"])
    }
}
