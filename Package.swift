// swift-tools-version: 6.3

import PackageDescription

let package = Package(
    name: "matglas",
    products: [
        .executable(name: "matglas", targets: ["matglas"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Floor 0: leaves.
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CVector"),
        .target(name: "Bytes"),
        .target(name: "Records"),

        // Floor 1: how bytes travel, and what they mean. Neither knows the other.
        .target(name: "Transport", dependencies: ["Bytes", "CLinux", "COpenSSL"]),
        .target(name: "Decoding", dependencies: ["Bytes", "CVector", "CZlib"]),
        .target(name: "Consent", dependencies: ["Bytes", "Decoding"]),
        .target(
            name: "Privacy", dependencies: ["Bytes", "CVector", "Consent", "Decoding", "Records"]),

        // Floor 2: delivery cannot name a raw type, because there is no path to Decoding.
        .target(
            name: "Delivery",
            dependencies: [
                "Bytes", "Records", "Transport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ]),

        // Floor 3: where records come in and reports go out.
        .target(
            name: "Intake",
            dependencies: [
                "Bytes", "CBzip2", "CLZMA", "CLinux", "CZlib", "CZstd", "Decoding", "Privacy",
                "Transport",
            ]),
        .target(name: "Dashboard", dependencies: ["Bytes", "Delivery", "Transport"]),

        // Floor 4: composition.
        .target(
            name: "Gateway",
            dependencies: [
                "Bytes", "Consent", "Dashboard", "Decoding", "Delivery", "Intake", "Privacy",
                "Records", "Transport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ],
            plugins: ["EmbedCatalog"]),

        // Floor 5: the commands.
        .executableTarget(
            name: "matglas",
            dependencies: [
                "Delivery", "Gateway", "Intake", "Privacy", "Transport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Build time: the files of config/ become string literals, so that the binary runs alone.
        .executableTarget(name: "embed-catalog"),
        .plugin(
            name: "EmbedCatalog", capability: .buildTool(), dependencies: ["embed-catalog"]),

        // One suite per room, and the real binary.
        .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
        .testTarget(
            name: "TransportTests", dependencies: ["Bytes", "CLinux", "COpenSSL", "Transport"]),
        .testTarget(name: "DecodingTests", dependencies: ["Bytes", "Decoding"]),
        .testTarget(
            name: "ConsentTests", dependencies: ["Bytes", "Consent", "Decoding"]),
        .testTarget(
            name: "PrivacyTests",
            dependencies: ["Bytes", "Consent", "Decoding", "Privacy", "Records"]),
        .testTarget(
            name: "DeliveryTests",
            dependencies: [
                "Bytes", "Delivery", "Records", "Transport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "IntakeTests",
            dependencies: ["Bytes", "CLinux", "CZlib", "Intake", "Privacy", "Transport"]),
        .testTarget(
            name: "DashboardTests",
            dependencies: [
                "Bytes", "Dashboard", "Delivery", "Records", "Transport",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Bytes", "COpenSSL", "Consent", "Decoding", "Delivery", "Gateway", "Intake",
                "Privacy", "Records", "Transport",
            ]),
        .testTarget(name: "HouseTests"),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Bytes", "Intake", "Transport", "matglas"]),
    ]
)

/// One set of rules for every target of ours; dependencies keep their own.
let houseRules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),  // SE-0458
    .treatAllWarnings(as: .error),  // SE-0480
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
    .enableUpcomingFeature("ImmutableWeakCaptures"),  // SE-0481
    .enableExperimentalFeature("Lifetimes"),  // spans of our own buffers
]

// Fuzzing (.ci/fuzz): with MATGLAS_FUZZ in the environment the package is the rooms and the fuzz target.
let isFuzzing = Context.environment["MATGLAS_FUZZ"] != nil
if isFuzzing {
    package.products = [.executable(name: "fuzz", targets: ["fuzz"])]
    package.targets.removeAll { $0.type == .test || $0.name == "matglas" }
    package.targets += [
        .target(name: "CFuzzMain", path: "Tests/Fuzzing/Main"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Bytes", "CFuzzMain", "Consent", "Decoding", "Delivery", "Gateway", "Intake",
                "Privacy", "Records", "Transport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Tests/Fuzzing", exclude: ["Main"]),
    ]
}

// Benchmarks of the engine alone (Benchmarks/Engine): with MATGLAS_BENCH in the environment the package is the
// engine, the catalogue with its YAML, and the benchmark.
if Context.environment["MATGLAS_BENCH"] != nil {
    let engine = [
        "CBzip2", "CLZMA", "COpenSSL", "CVector", "CZlib", "CZstd", "CLinux", "Bytes", "Records",
        "Transport", "Decoding", "Consent", "Privacy", "Intake", "embed-catalog", "EmbedCatalog",
    ]
    package.products = [
        .executable(name: "engine-benchmark", targets: ["engine-benchmark"]),
        .executable(name: "syslog-receiver", targets: ["syslog-receiver"]),
    ]
    package.dependencies.removeAll {
        if case .sourceControl(_, let location, _) = $0.kind {
            !location.hasSuffix("/Yams")
        } else {
            true
        }
    }
    package.targets = package.targets.filter { engine.contains($0.name) }
    package.targets += [
        .target(
            name: "Gateway",
            dependencies: [
                "Bytes", "Consent", "Decoding", "Privacy", "Transport",
                .product(name: "Yams", package: "Yams"),
            ],
            sources: ["Catalog"]
                + [
                    "ConfigurationFault", "Substitution", "Treatment+Words", "Wording",
                    "YAMLComposer", "YAMLNode", "YAMLReader",
                ].map { "Configuration/\($0).swift" },
            plugins: ["EmbedCatalog"]),
        .target(name: "Allocations", path: "Benchmarks/Allocations"),
        .executableTarget(
            name: "engine-benchmark",
            dependencies: [
                "Allocations", "Bytes", "Consent", "Decoding", "Gateway", "Privacy", "Records",
            ],
            path: "Benchmarks/Engine", exclude: ["Events"]),
        .executableTarget(
            name: "syslog-receiver",
            dependencies: ["Bytes", "Decoding", "Intake", "Privacy", "Transport"],
            path: "Benchmarks/Syslog"),
    ]
}

for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings = houseRules
}

// Our own rooms are watched, and nothing else: libFuzzer brings its own `main`, so a whole build with
// `--sanitize=fuzzer` could not link the tool that embeds the catalogue.
if isFuzzing {
    for target in package.targets where ![.system, .plugin].contains(target.type) {
        guard target.name != "embed-catalog" else { continue }
        if target.name.hasPrefix("C"), target.name.dropFirst().first?.isUppercase == true {
            target.cSettings = [.unsafeFlags(["-fsanitize=address,fuzzer-no-link"])]
        } else {
            target.swiftSettings?.append(.unsafeFlags(["-sanitize=address,fuzzer"]))
        }
        guard target.name == "fuzz" else { continue }
        target.swiftSettings?.append(.unsafeFlags(["-parse-as-library"]))
        // The compiler takes the last -sanitize, the linker each.
        target.linkerSettings = [.unsafeFlags(["-sanitize=fuzzer", "-sanitize=address"])]
    }
}
