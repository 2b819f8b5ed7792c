import Foundation
import Privacy
import Testing

@testable import Gateway

/// The files that the product ships.
@Suite struct CatalogFilesTests {
    private let catalog = Catalog()

    @Test func `the catalogue has what the first release promises`() {
        #expect(catalog.vendorNames.contains("google-analytics-4"))
        #expect(catalog.profileNames == ["addresses", "anonymous", "consented", "counted"])
        #expect(
            Set(catalog.logFormatNames).isSuperset(of: [
                "combined", "common", "vhost-combined", "nginx-main", "combinedio", "vhost-common",
            ]))
    }

    @Test func `every vendor, profile, log format and table loads without a mistake`() throws {
        for name in catalog.vendorNames {
            let vendor = try catalog.vendor(named: name)
            #expect(vendor.name == name)
            #expect(
                !vendor.endpoints.isEmpty && !vendor.map.fields.isEmpty && !vendor.needs.isEmpty)
        }
        for name in catalog.profileNames { #expect(try catalog.profile(named: name).name == name) }
        for name in catalog.logFormatNames {
            #expect(try catalog.logFormat(named: name).name == name)
        }
        for syntax in LogFormatSyntax.allCases { _ = try catalog.columnTable(of: syntax) }
    }

    @Test func `the embedded texts are the files, byte for byte`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "config")
        #expect(Catalog.embeddedPaths.contains("vendors/google-analytics-4.yaml"))
        for path in Catalog.embeddedPaths {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            let isSame = Catalog.embeddedText(at: path) == text
            #expect(isSame, "\(path)")
        }
    }

    @Test func `each profile names every kind for what it is meant for`() throws {
        for name in ["consented", "anonymous", "counted"] {
            let profile = try catalog.profile(named: name)
            #expect(Set(profile.events.keys) == Set(Kind.allCases), "\(name)")
        }
        let addresses = try catalog.profile(named: "addresses")
        #expect(addresses.events.isEmpty)
        #expect(Set(addresses.logs.keys) == Set(Kind.allCases))
    }

    @Test func `no profile lets a person through an event`() throws {
        let personal: [Kind] = [
            .email, .phone, .personName, .postalAddress, .birthDate, .hashedPerson, .secret,
            .unknown,
            .userID, .clickID, .deviceID, .fingerprint, .opaque,
        ]
        for name in catalog.profileNames {
            let profile = try catalog.profile(named: name)
            for kind in personal {
                #expect(profile.treatment(of: kind) == .remove, "\(name) \(kind)")
            }
            #expect(!profile.events.values.contains(.keep), "\(name)")
        }
    }

    @Test func `pseudonyms last as long as the profile means`() throws {
        #expect(
            try catalog.profile(named: "consented").pseudonyms
                == PseudonymPolicy(collidingBits: nil, isShortLived: false))
        #expect(
            try catalog.profile(named: "anonymous").pseudonyms
                == PseudonymPolicy(
                    collidingBits: nil,
                    space: CollisionTarget(probability: 0.5, visitors: 10_000).space,
                    isShortLived: true))
        for name in ["counted", "addresses"] {
            let profile = try catalog.profile(named: name)
            #expect(profile.pseudonyms == nil)
            let treatments = Array(profile.events.values) + Array(profile.logs.values)
            #expect(!treatments.contains(.pseudonymise))
        }
    }

    @Test func `the addresses profile changes no column otherwise`() throws {
        let profile = try catalog.profile(named: "addresses")
        for kind in Kind.allCases {
            let expected: Set<Treatment> =
                kind == .ip ? [.truncateAddress] : kind == .timestamp ? [.keep] : [.maskAddresses]
            #expect(expected.contains(profile.logTreatment(of: kind)), "\(kind)")
        }
    }

    @Test func `a name that is not there is a fault with the known names`() throws {
        let fault = try #require(throws: ConfigurationFault.self) {
            try catalog.profile(named: "anonymos")
        }
        #expect(
            fault.description
                == "unknown profile \"anonymos\"; expected one of addresses, anonymous, consented, counted; did you mean \"anonymous\"?"
        )
        #expect(throws: ConfigurationFault.self) {
            try catalog.logFormat(named: "apache-directives")
        }
        #expect(throws: ConfigurationFault.self) {
            try catalog.vendor(named: "../profiles/counted")
        }
    }

    @Test func `a folder of the shop adds and overrides, and its mistakes are reported`() throws {
        let folder = NSTemporaryDirectory() + "matglas-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder + "/vendors", withIntermediateDirectories: true)
        let own = """
            vendor: own
            sources: [https://shop.example/]
            hosts: []
            needs: [statistics]
            endpoints: [{path: /own, methods: [GET], body: none, answer: pixel}]
            fields: {page: url}
            """
        try Data(own.utf8).write(to: URL(filePath: folder + "/vendors/own.yaml"))
        let text =
            "catalog: \(folder)\n"
            + configuration(replacing: "google-analytics-4", with: "own")
        let found = try Configuration.parse(text, file: "shop.yaml")
        #expect(found.destinations.first?.vendor == "own")
        #expect(found.catalog.vendorNames.contains("google-analytics-4"))

        let damaged = own.replacing("page: url", with: "page: urll")
        try Data(damaged.utf8).write(to: URL(filePath: folder + "/vendors/own.yaml"))
        #expect(mistakes(in: text).hasPrefix("\(folder)/vendors/own.yaml:6: unknown kind \"urll\""))
        #expect(!mistakes(in: text).contains("\n"))

        let elsewhere = "catalog: /nonexistent\n" + configuration()
        #expect(
            mistakes(in: elsewhere) == "shop.yaml:1: catalog: /nonexistent: no such file")
    }
}
