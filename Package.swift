// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
  name: "tagdesk",
  products: [
    .executable(name: "tagdesk", targets: ["tagdesk"]),
    .library(name: "HighLevelAPI", targets: ["HighLevelAPI", "Tagging"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // The domain, pure.
    .target(name: "Tagging", swiftSettings: settings),
    .target(name: "CScanner"),
    .target(name: "ContactStore", dependencies: ["CScanner", "Tagging"], swiftSettings: settings),
    // The outside world.
    .target(
      name: "HighLevelAPI",
      dependencies: ["Tagging", asyncHTTPClient, nioCore, nioHTTP1, nioPosix],
      exclude: ["README.md"],
      swiftSettings: settings),
    .target(
      name: "Storage",
      dependencies: ["Tagging", "ContactStore", grdb, toml],
      swiftSettings: settings),
    .target(
      name: "SandboxServer",
      dependencies: [grdb, hummingbird, httpTypes, logging, nioCore, serviceLifecycle],
      swiftSettings: settings),
    // What the screen and the batch commands share.
    .target(name: "Engine", dependencies: ["Tagging", "ContactStore"], swiftSettings: settings),
    // The screen, from state to terminal.
    .target(
      name: "Editor", dependencies: ["Tagging", "ContactStore", "Engine"], swiftSettings: settings),
    .target(
      name: "Views", dependencies: ["Tagging", "ContactStore", "Engine", "Editor"], swiftSettings: settings),
    .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(
      name: "TerminalUI",
      dependencies: ["CNcurses", "Tagging", "Editor", "Views"],
      swiftSettings: settings),
    .executableTarget(
      name: "tagdesk",
      dependencies: [
        "Tagging", "ContactStore", "HighLevelAPI", "Storage", "SandboxServer", "Engine", "Editor",
        "Views", "TerminalUI", argumentParser, logging,
      ],
      swiftSettings: settings),
    // Figures, not part of the tests: `swift run -c release StoreBenchmark`.
    .executableTarget(
      name: "StoreBenchmark",
      dependencies: ["ContactStore", "Tagging"],
      path: "Benchmarks/StoreBenchmark",
      swiftSettings: settings),
    .executableTarget(
      name: "PlannerBenchmark",
      dependencies: ["Tagging"],
      path: "Benchmarks/PlannerBenchmark",
      exclude: ["optimum.py"],
      swiftSettings: settings),
    // Tests, one folder a target.
    .testTarget(name: "TaggingTests", dependencies: ["Tagging"], swiftSettings: settings),
    .testTarget(
      name: "ContactStoreTests", dependencies: ["ContactStore", "Tagging"], swiftSettings: settings),
    .testTarget(
      name: "HighLevelAPITests",
      dependencies: ["HighLevelAPI", "Tagging", "SandboxServer", nioCore, nioPosix],
      swiftSettings: settings),
    .testTarget(
      name: "StorageTests",
      dependencies: ["Storage", "Tagging", "ContactStore", grdb],
      swiftSettings: settings),
    .testTarget(
      name: "SandboxServerTests",
      dependencies: ["SandboxServer", asyncHTTPClient, nioCore, nioHTTP1],
      exclude: ["Resources"],
      swiftSettings: settings),
    .testTarget(
      name: "EngineTests",
      dependencies: ["Engine", "Tagging", "ContactStore"],
      swiftSettings: settings),
    .target(
      name: "EditorSamples",
      dependencies: ["Editor", "Engine", "ContactStore", "Tagging"],
      path: "Tests/EditorSamples",
      swiftSettings: settings),
    .testTarget(
      name: "EditorTests",
      dependencies: ["EditorSamples", "Editor", "Engine", "ContactStore", "Tagging"],
      swiftSettings: settings),
    .testTarget(
      name: "ViewsTests",
      dependencies: ["EditorSamples", "Views", "Editor", "Engine", "ContactStore", "Tagging"],
      exclude: ["Screens"],
      swiftSettings: settings),
    .testTarget(
      name: "TerminalUITests",
      dependencies: ["TerminalUI", "CNcurses", "Editor", "Views"],
      swiftSettings: settings),
    .testTarget(
      name: "IntegrationTests",
      dependencies: ["Engine", "HighLevelAPI", "SandboxServer", "Storage", "Tagging"],
      swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["tagdesk", subprocess],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
