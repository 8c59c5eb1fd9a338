import Foundation
import Testing

/// The house's plan: which modules of ours a module may import.
///
/// `docs/architecture.md` shows it.
private let mayImport: [String: Set<String>] = [
  "Threads": [],
  "Diagnostics": [],
  "IPAddressing": [],
  "YAMLSyntax": ["Diagnostics", "Threads", "CLibYAML"],
  "Configuration": ["YAMLSyntax", "Diagnostics", "IPAddressing", "Threads"],
  "Topology": ["Configuration", "YAMLSyntax", "IPAddressing", "Diagnostics", "Threads"],
  "Proof": ["Topology", "IPAddressing", "Diagnostics", "Threads"],
  "Verification": ["Proof", "Topology", "IPAddressing", "Diagnostics", "Threads"],
  "Difference": ["Verification", "Proof", "Topology", "IPAddressing", "Diagnostics", "Threads"],
  "Generation": [],
  "HostState": ["IPAddressing"],
  "Lowering": ["Topology", "HostState", "IPAddressing", "Diagnostics"],
  "Planning": ["HostState", "IPAddressing", "Diagnostics"],
  "Netlink": ["IPAddressing", "CLinux", "Threads"],
  "NFTables": ["CNFTables", "Netlink", "CLinux"],
  "RunDirectory": ["HostState", "IPAddressing", "CLinux"],
  "DataPlane": ["HostState", "Netlink", "IPAddressing", "CLibBPF", "CLinux"],
  "PacketCapture": ["IPAddressing", "CLinux"],
  "Observation": [
    "HostState", "Netlink", "NFTables", "DataPlane", "RunDirectory", "IPAddressing",
  ],
  "StateStore": ["HostState", "Planning"],
  "Execution": [
    "HostState", "Planning", "Netlink", "NFTables", "DataPlane", "Observation", "StateStore",
    "RunDirectory", "IPAddressing", "Threads",
  ],
  "Agent": ["HostState", "DataPlane", "RunDirectory", "IPAddressing", "CLinux"],
  "CommandLineInterface": [
    "Diagnostics", "IPAddressing", "YAMLSyntax", "Configuration", "Topology", "Verification",
    "Difference", "HostState", "Lowering", "Planning", "Netlink", "NFTables", "DataPlane",
    "RunDirectory", "Observation", "StateStore", "Execution", "Agent", "PacketCapture",
    "Generation", "CLinux", "Threads",
  ],
  "bumpwire": ["CommandLineInterface"],
  "bpfembed": [],
]

/// Swift's own and the packages' modules, and who may use them; empty means everyone.
private let outside: [String: Set<String>] = [
  "Foundation": [], "FoundationEssentials": [], "Glibc": [], "Dispatch": [],
  "Synchronization": [],
  "Logging": ["Agent", "CommandLineInterface"],
  "ArgumentParser": ["CommandLineInterface"],
  "GRDB": ["StateStore"],
]

@Suite("The house keeps its plan")
struct ModuleDirectionTests {
  @Test("every module imports only what the plan allows")
  func imports() throws {
    var modules: Set<String> = []
    for file in SourceTree.swiftFiles(under: "Sources") {
      let module = file.module
      modules.insert(module)
      let allowed = try #require(mayImport[module], "module \(module) is not in the plan")
      for imported in file.imports {
        if let users = outside[imported] {
          #expect(
            users.isEmpty || users.contains(module), "\(file.path) imports \(imported)")
        } else {
          #expect(allowed.contains(imported), "\(file.path) imports \(imported)")
        }
      }
    }
    #expect(modules == Set(mayImport.keys))
  }

  @Test("no module reaches itself through its imports")
  func isAcyclic() {
    func reachable(from module: String) -> Set<String> {
      var found: Set<String> = []
      var open = mayImport[module] ?? []
      while let next = open.popFirst() {
        if found.insert(next).inserted { open.formUnion(mayImport[next] ?? []) }
      }
      return found
    }
    for module in mayImport.keys { #expect(!reachable(from: module).contains(module)) }
  }

  @Test("no source file is longer than 600 lines, no test file longer than 800")
  func lengths() {
    for file in SourceTree.swiftFiles(under: "Sources") {
      #expect(file.lines.count <= 600, "\(file.path)")
    }
    for file in SourceTree.swiftFiles(under: "Tests") {
      #expect(file.lines.count <= 800, "\(file.path)")
    }
  }

  @Test("only views print")
  func printing() {
    for file in SourceTree.swiftFiles(under: "Sources")
    where !file.path.contains("/Views/") && file.module != "bpfembed" {
      for (index, line) in file.lines.enumerated()
      where line.contains("print(") && !line.contains("//") {
        let isCall = line.split(separator: " ").contains { $0.hasPrefix("print(") }
        #expect(!isCall, "\(file.path):\(index + 1)")
      }
    }
  }
}
