// swift-tools-version: 6.2
import PackageDescription

/// Strict everywhere: Swift 6 language mode, explicit existentials, visible memory unsafety, no warnings.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A room: it sees Domain and the library it stands on, and no other room.
func room(_ name: String, on library: Target.Dependency...) -> Target {
    .target(name: name, dependencies: ["Domain"] + library, swiftSettings: strict)
}

/// The tests of one room; they may use the shared fakes.
func tests(of name: String, with more: Target.Dependency...) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: (name == "Domain" ? [] : [.init(stringLiteral: name)]) + ["Domain", "TestSupport"] + more,
        resources: [.copy("Fixtures")],
        swiftSettings: strict
    )
}

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "hotline",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "hotline", targets: ["hotline"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // The door, and the only room that knows all rooms.
        // The build id tells builds apart: what one has boiled down for the next start, another boils down anew.
        .executableTarget(
            name: "hotline",
            dependencies: ["Daemon", "Domain", arguments],
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-Xlinker", "--build-id=sha1"], .when(platforms: [.linux]))]
        ),
        .target(
            name: "Daemon",
            dependencies: [
                "Domain", "ConfigFile", "HTTP", "Fetching", "Parsing", "Normalizing", "Judging", "Deduplicating",
                "Storing", "Alerting", "Subscribing", "Reporting", "Texts", "Semantics", "CCrypto", "CLinux", log,
                lifecycle, signals,
            ],
            swiftSettings: strict
        ),

        // The pipeline, in its order.
        room("Fetching", on: "HTTP"),
        room("Parsing", on: "Encodings", "CLibXML2"),
        room("Normalizing", on: "Texts"),
        room("Judging", on: "Texts"),
        room("Deduplicating", on: "Texts"),
        room("Storing", on: sqlite, "CSQLite"),
        room("Alerting", on: "HTTP", "CCrypto", "CLinux"),
        room("Subscribing", on: "HTTP", "CCrypto"),

        // What they stand on.
        room("ConfigFile", on: "Encodings", yaml),
        room("Encodings", on: "CLibXML2"),
        room("HTTP", on: "CCurl", "CLinux"),
        room("Reporting"),
        room("Texts", on: "CUnicodeTables"),
        room("Semantics", on: "CSemantics"),
        .target(name: "Domain", swiftSettings: strict),

        // C libraries: a module map and a header of static inline functions, no logic.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CSemantics"),
        .target(name: "CUnicodeTables"),

        // Tests: one target a room, and the binary from outside.
        .target(name: "TestSupport", dependencies: ["Domain"], path: "Tests/TestSupport", swiftSettings: strict),
        tests(of: "Domain"),
        tests(of: "ConfigFile"),
        tests(of: "HTTP"),
        tests(of: "Fetching", with: "HTTP"),
        tests(of: "Parsing"),
        tests(of: "Encodings"),
        tests(of: "Texts"),
        tests(of: "Semantics"),
        tests(of: "Normalizing", with: "Texts"),
        tests(of: "Judging", with: "Texts", "ConfigFile"),
        tests(of: "Deduplicating", with: "Texts", "Normalizing", "Judging", "ConfigFile"),
        tests(of: "Storing", with: sqlite),
        tests(of: "Alerting", with: "HTTP"),
        tests(of: "Reporting"),
        tests(of: "Subscribing", with: "HTTP", "CCrypto"),
        tests(
            of: "Daemon",
            with: "Storing",
            "Alerting",
            "ConfigFile",
            "Parsing",
            "Fetching",
            "HTTP",
            "Judging",
            "Deduplicating",
            log
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Domain", "HTTP", "Storing", "CCrypto", "TestSupport", "hotline"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings its own main, so its targets are there only when asked for: `make fuzz`.
if Context.environment["HOTLINE_FUZZ"] != nil {
    let sanitized: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer,address", "-O", "-enable-testing"])]
    for target in package.targets where target.name == "Parsing" || target.name == "Domain" {
        target.swiftSettings = sanitized + (target.swiftSettings ?? [])
    }
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: ["Parsing", "Domain"],
            path: "Fuzz/Sources",
            swiftSettings: sanitized + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        )
    )
}
