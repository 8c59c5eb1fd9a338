// swift-tools-version: 6.2
import PackageDescription

/// Settings that every target of ours shares.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of ours under `Sources/NAME`, with its unit tests' target made beside it by `tests(_:)`.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
  resources: [Resource] = [], plugins: [Target.PluginUsage] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: strict, plugins: plugins)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
    swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "bumpwire-package",
  products: [.executable(name: "bumpwire", targets: ["bumpwire"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // C: the kernel's own headers and four functions, and Debian's libraries.
    .target(name: "CLinux"),
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CLibBPF", pkgConfig: "libbpf", providers: [.apt(["libbpf-dev"])]),
    .systemLibrary(
      name: "CNFTables", pkgConfig: "libnftables", providers: [.apt(["libnftables-dev"])]),

    // From text to a proof.
    module("Threads"),
    module("Diagnostics"),
    module("IPAddressing"),
    module("YAMLSyntax", ["Diagnostics", "Threads", "CLibYAML"]),
    module("Configuration", ["YAMLSyntax", "Diagnostics", "IPAddressing", "Threads"]),
    module("Topology", ["Configuration", "IPAddressing", "Diagnostics", "Threads"]),
    module("Proof", ["Topology", "IPAddressing", "Diagnostics", "Threads"]),
    module("Verification", ["Proof", "Topology", "IPAddressing", "Diagnostics", "Threads"]),
    module(
      "Difference",
      ["Verification", "Proof", "Topology", "IPAddressing", "Diagnostics", "Threads"]),
    module("Generation"),

    // From the network to a host.
    module("HostState", ["IPAddressing"]),
    module("Lowering", ["Topology", "HostState", "IPAddressing", "Diagnostics"]),
    module("Planning", ["HostState", "IPAddressing", "Diagnostics"]),
    module("RunDirectory", ["HostState", "IPAddressing", "CLinux"]),

    // The kernel's edge.
    module("Netlink", ["IPAddressing", "CLinux", "Threads"]),
    module("NFTables", ["Netlink", "CNFTables", "CLinux"]),
    module(
      "DataPlane", ["HostState", "Netlink", "IPAddressing", "CLibBPF", "CLinux"], exclude: ["BPF"],
      plugins: ["EmbedBPF"]),
    module("PacketCapture", ["IPAddressing", "CLinux"]),
    module(
      "Observation",
      [
        "HostState", "RunDirectory", "Netlink", "NFTables", "DataPlane", "IPAddressing",
      ]),
    module(
      "Execution",
      [
        "HostState", "RunDirectory", "Planning", "Netlink", "NFTables", "DataPlane", "Observation",
        "StateStore", "IPAddressing", "Threads",
      ]),
    module("StateStore", ["HostState", "Planning", grdb]),
    module(
      "Agent",
      [
        "HostState", "RunDirectory", "DataPlane", "IPAddressing", "CLinux", logging,
      ]),

    // What people run.
    module(
      "CommandLineInterface",
      [
        "Diagnostics", "IPAddressing", "Configuration", "Topology", "Verification", "Difference",
        "HostState", "Lowering", "Planning", "RunDirectory", "NFTables", "Observation", "Execution",
        "StateStore", "Agent", "DataPlane", "PacketCapture", "Generation", "YAMLSyntax", "Netlink",
        "CLinux", "Threads",
        argumentParser,
        logging,
      ],
      // What `init` writes: links to the examples.
      resources: [.embedInCode("Starters")]),
    .executableTarget(
      name: "bumpwire", dependencies: ["CommandLineInterface"], swiftSettings: strict),

    // BPF C is compiled by `swift build` with the toolchain's own clang and embedded.
    .executableTarget(name: "bpfembed", swiftSettings: strict),
    .plugin(name: "EmbedBPF", capability: .buildTool(), dependencies: ["bpfembed"]),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["CLinux", "HostState", "IPAddressing"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("ThreadsTests", ["Threads"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("IPAddressingTests", ["IPAddressing"]),
    tests("YAMLSyntaxTests", ["YAMLSyntax", "Diagnostics"]),
    tests(
      "ConfigurationTests", ["Configuration", "YAMLSyntax", "Diagnostics", "IPAddressing"]),
    tests(
      "TopologyTests",
      ["Topology", "Configuration", "YAMLSyntax", "Diagnostics", "IPAddressing"],
      exclude: ["Corpus"]),
    tests(
      "ProofTests",
      [
        "Proof", "Verification", "Difference", "Topology", "Diagnostics", "IPAddressing",
      ]),
    tests(
      "DifferenceTests",
      [
        "Difference", "Verification", "Proof", "Topology", "Configuration", "YAMLSyntax",
        "Diagnostics", "IPAddressing",
      ]),
    tests(
      "VerificationTests",
      [
        "Verification", "Proof", "Topology", "Configuration", "YAMLSyntax", "Diagnostics",
        "IPAddressing",
      ], exclude: ["Correct", "Faults"]),
    tests(
      "GenerationTests",
      ["Generation", "Verification", "Topology", "Diagnostics"]),
    tests("HostStateTests", ["HostState", "IPAddressing"]),
    tests(
      "LoweringTests",
      [
        "Lowering", "HostState", "Topology", "Configuration", "YAMLSyntax", "Diagnostics",
        "IPAddressing",
      ]),
    tests("PlanningTests", ["Planning", "HostState", "IPAddressing"], exclude: ["Cases"]),
    tests(
      "LifecycleTests",
      [
        "Planning", "Lowering", "HostState", "Proof", "Topology", "Configuration", "Diagnostics",
        "IPAddressing",
      ]),
    tests("NetlinkTests", ["Netlink", "IPAddressing", "CLinux"]),
    tests("NFTablesTests", ["NFTables", "Netlink"]),
    tests(
      "ObservationTests",
      ["Observation", "HostState", "Netlink", "NFTables", "IPAddressing", "CLinux"]),
    tests(
      "DataPlaneTests",
      ["DataPlane", "PacketCapture", "HostState", "Netlink", "IPAddressing", "CLibBPF", "CLinux"],
      exclude: ["Conformance", "Objects"]),
    tests("RunDirectoryTests", ["RunDirectory", "HostState", "IPAddressing", "CLinux"]),
    tests(
      "ExecutionTests",
      [
        "Execution", "RunDirectory", "Observation", "Planning", "HostState", "Netlink",
        "StateStore", "IPAddressing", "CLinux",
      ]),
    tests(
      "AgentTests",
      [
        "Agent", "RunDirectory", "HostState", "DataPlane", "Netlink", "IPAddressing", "CLinux",
        logging,
      ]),
    tests(
      "CommandLineInterfaceTests",
      [
        "CommandLineInterface", "DataPlane", "RunDirectory", "Verification", "Topology",
        "IPAddressing", "Diagnostics", argumentParser,
      ]),
    tests("ArchitectureTests", []),
    tests(
      "EndToEndTests", ["CLinux"],
      exclude: ["Topologies", "Reports", "Support/attach_program.py", "Support/read_metrics.py"]),
  ],
  swiftLanguageModes: [.v6]
)
