import HostState
import Planning
import Testing

@Suite("A plan as commands, by their words")
struct CommandTests {
  private static let namespace = NamespaceName(rawValue: "bw.t.router")

  private static func host(_ tables: [String: String]) -> HostState {
    var state = HostState(topology: "t")
    state.namespaces[namespace] = NamespaceState(resource: "app/vpc/app", nftables: tables)
    return state
  }

  private static func commands(
    _ old: [String: String], _ new: [String: String]
  ) throws -> [String] {
    try Plan(from: host(old), to: host(new), toolVersion: "test").commands
  }

  @Test("A table is made and exchanged by one command, and deleted by one")
  func tables() throws {
    let (old, new) = ("table inet guard {\n}\n", "table inet guard {\n\tchain a {\n\t}\n}\n")
    let exchange =
      #"ip netns exec bw.t.router nft $'add table inet guard\ndelete table inet guard\n"#
      + #"table inet guard {\n\tchain a {\n\t}\n}\n'"#
    #expect(try Self.commands(["inet guard": old], ["inet guard": new]) == [exchange])
    #expect(try Self.commands([:], ["inet guard": new]) == [exchange])
    #expect(
      try Self.commands(["inet guard": old], [:])
        == ["ip netns exec bw.t.router nft delete table inet guard"])
  }

  @Test(
    "A table's name that nft or a shell would read as more than a name is in no command",
    arguments: [
      ("inet a;reboot", "'inet a;reboot'"), ("inet $(reboot)", "'inet $(reboot)'"),
      ("inet a;flush\truleset", #"$'inet a;flush\truleset'"#),
      ("inet a\nreboot", #"$'inet a\nreboot'"#), ("inet 'a", #"'inet '\''a'"#),
    ])
  func names(_ name: String, _ quoted: String) throws {
    #expect(
      try Self.commands([name: "table \(name) {\n}\n"], [:])
        == ["# nftables table \(quoted) in bw.t.router: nft has no such name"])
  }
}
