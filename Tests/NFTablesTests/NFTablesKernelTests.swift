import NFTables
import Netlink
import TestSupport
import Testing

@Suite("nftables in the kernel")
struct NFTablesKernelTests {
  private static let key = TableKey(family: "inet", name: "filter")

  private static let text = """
    table inet filter {
      chain forward {
        type filter hook forward priority 0; policy drop;
        tcp dport { 443, 80 } counter accept
      }
    }
    """

  private func put(_ text: String, _ key: TableKey = Self.key) throws {
    var transaction = NFTablesTransaction()
    transaction.put(key, text: text)
    try transaction.apply()
  }

  @Test("A table is loaded, listed without counters' values, replaced and removed")
  func lifecycle() async throws {
    try await KernelSandbox.run {
      #expect(try Ruleset.current().tables.isEmpty)
      try put(Self.text)
      let first = try #require(try Ruleset.current().tables[Self.key])
      #expect(first.contains("tcp dport { 80, 443 } counter accept"))
      #expect(!first.contains("packets"))
      try put("table inet filter {\nchain other {\naccept\n}\n}")
      let tables = try Ruleset.current().tables
      #expect(tables.count == 1)
      #expect(tables[Self.key] == "table inet filter {\n\tchain other {\n\t\taccept\n\t}\n}\n")
      var removal = NFTablesTransaction()
      removal.remove(Self.key)
      removal.remove(TableKey(family: "ip", name: "absent"))
      try removal.apply()
      #expect(try Ruleset.current().tables.isEmpty)
    }
  }

  @Test("A transaction with a mistake in it changes nothing, and nft says where the mistake is")
  func atomicity() async throws {
    try await KernelSandbox.run {
      try put(Self.text)
      let before = try Ruleset.current()
      var transaction = NFTablesTransaction()
      transaction.put(TableKey(family: "ip", name: "new"), text: "table ip new { }")
      transaction.put(Self.key, text: "table inet filter {\nchain c {\njump nowhere\n}\n}")
      let error = try #require(throws: NFTablesError.self) { try transaction.apply() }
      #expect(error.request == "put ip new, put inet filter")
      #expect(error.text.hasPrefix("<text>:8:6-12: Error: Could not process rule"))
      #expect(try Ruleset.current() == before)
    }
  }

  @Test(
    "A canonical text is what the kernel holds after loading the original, and itself canonical")
  func canonical() async throws {
    try await KernelSandbox.run {
      let tables = CanonicalTables()
      let canonical = try tables.text(of: Self.text, key: Self.key)
      #expect(try Ruleset.current().tables.isEmpty)
      try put(Self.text)
      #expect(try Ruleset.current().tables[Self.key] == canonical)
      try put(canonical)
      #expect(try Ruleset.current().tables[Self.key] == canonical)
      #expect(try tables.text(of: canonical, key: Self.key) == canonical)
    }
  }

  @Test("A canonical text may name links by index, which are looked up on loading")
  func links() async throws {
    try await KernelSandbox.run {
      let text = "table inet filter {\nchain c {\niif \"eth0\" accept\n}\n}"
      let tables = CanonicalTables()
      let canonical = try tables.text(
        of: text, key: Self.key,
        links: [LinkReference(index: 70_000, name: "eth0"), .loopback])
      #expect(canonical.contains("iif \"eth0\" accept"))
      #expect(throws: NFTablesError.self) { try tables.text(of: text, key: Self.key) }
    }
  }

  @Test(
    "A text that makes anything but its own table is refused",
    arguments: [
      "table ip filter { }", "", "table inet filter { }\ntable ip other { }", "table inet filter {",
    ])
  func otherTables(_ text: String) async throws {
    try await KernelSandbox.run {
      let tables = CanonicalTables()
      for _ in 0..<2 {
        #expect(throws: NFTablesError.self) { try tables.text(of: text, key: Self.key) }
      }
    }
  }

  @Test("Each thread reads and writes the namespace that it is in")
  func namespaces() async throws {
    try await KernelSandbox.run {
      let names = (0..<6).map { "bw.t.\($0)" }
      for name in names { _ = try NamespaceConnection.create(name, alias: "t/\(name)") }
      let counts = try DedicatedThread.map(names) { name -> Int? in
        try? NamespaceHandle.open(name).enter()
        try? put("table inet \(name) { }", TableKey(family: "inet", name: name))
        let tables = try? Ruleset.current().tables
        return tables?.keys.map(\.name) == [name] ? tables?.count : nil
      }
      #expect(counts == names.map { _ in 1 })
      #expect(try Ruleset.current().tables.isEmpty)
    }
  }
}
