import Configuration
import Diagnostics
import IPAddressing
import Testing
import Topology

@Suite("Address assignment")
struct AssignmentTests {
  private static func topology(_ instances: [String], subnet: String = "10.0.0.0/28") -> String {
    """
    bumpwire: 1
    name: shop
    zones: [a]
    internet: { hosts: { client: {} } }
    vpcs:
      app:
        cidr: 10.0.0.0/24
        ipv6_cidr: 2001:db8::/56
        subnets:
          all: { zone: a, cidr: \(subnet), ipv6_cidr: "2001:db8::/64" }
        instances:
    \(instances.map { "      \($0)" }.joined(separator: "\n"))
    """
  }

  private static func resolve(
    _ text: String, _ assignments: [String: IPAddress] = [:]
  ) throws -> Resolution {
    let resolution = TopologyResolver.resolve(
      path: "topology.yaml", assignments: assignments, files: .texts(["topology.yaml": text]))
    try #require(resolution.diagnostics.isEmpty, "\(resolution.diagnostics)")
    return resolution
  }

  private static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  @Test("the first four addresses and the last are nobody's")
  func reserved() throws {
    let names = (0..<11).map { "i\($0): { subnet: all }" }
    let resolution = try Self.resolve(Self.topology(names))
    let topology = try #require(resolution.topology)
    #expect(topology.instances.map { $0.ipv4?.description } == (4...14).map { "10.0.0.\($0)" })
  }

  @Test("a full subnet is an error, not a crash")
  func full() {
    let names = (0..<12).map { "i\($0): { subnet: all }" }
    let resolution = TopologyResolver.resolve(
      path: "topology.yaml", files: .texts(["topology.yaml": Self.topology(names)]))
    #expect(resolution.topology == nil)
    #expect(resolution.diagnostics.map(\.id) == [.subnetFull])
  }

  @Test("written addresses are not given to others")
  func written() throws {
    let resolution = try Self.resolve(
      Self.topology(["one: { subnet: all }", "two: { subnet: all, address: 10.0.0.4 }"]))
    #expect(resolution.assignments["app/instance/one"] == (try Self.address("10.0.0.5")))
    #expect(resolution.assignments["app/instance/two"] == nil)
    #expect(
      resolution.assignments["app/instance/one/ipv6"] == (try Self.address("2001:db8::4")))
  }

  @Test("an edit above renumbers nothing below")
  func stable() throws {
    let before = try Self.resolve(
      Self.topology(["b: { subnet: all }", "c: { subnet: all }"]))
    let after = try Self.resolve(
      Self.topology(["a: { subnet: all }", "b: { subnet: all }", "c: { subnet: all }"]),
      before.assignments)
    for (key, address) in before.assignments { #expect(after.assignments[key] == address) }
    #expect(after.assignments["app/instance/a"] == (try Self.address("10.0.0.6")))
  }

  @Test("an address that was given before moves when the topology now writes it elsewhere")
  func yields() throws {
    let before = try Self.resolve(Self.topology(["b: { subnet: all }"]))
    let after = try Self.resolve(
      Self.topology(["b: { subnet: all }", "fixed: { subnet: all, address: 10.0.0.4 }"]),
      before.assignments)
    #expect(after.assignments["app/instance/b"] == (try Self.address("10.0.0.5")))
  }

  @Test("an earlier address is dropped when its subnet has other addresses now")
  func renumbered() throws {
    let before = try Self.resolve(Self.topology(["b: { subnet: all }"]))
    let after = try Self.resolve(
      Self.topology(["b: { subnet: all }"], subnet: "10.0.0.32/28"), before.assignments)
    #expect(after.assignments["app/instance/b"] == (try Self.address("10.0.0.36")))
  }

  @Test("handing in nonsense changes nothing")
  func nonsense() throws {
    let plain = try Self.resolve(Self.topology(["b: { subnet: all }"]))
    let other = try Self.resolve(
      Self.topology(["b: { subnet: all }"]),
      [
        "app/instance/b": try Self.address("::1"), "": try Self.address("10.0.0.4"),
        "app/instance/b/ipv6": try Self.address("10.0.0.9"),
        "internet/client": try Self.address("255.255.255.255"),
      ])
    #expect(plain.assignments == other.assignments)
  }

  @Test("what resolves again with its own assignments is the same")
  func idempotent() throws {
    let path = Repository.path("examples/catagram/topology.yaml")
    let first = TopologyResolver.resolve(path: path)
    let second = TopologyResolver.resolve(path: path, assignments: first.assignments)
    #expect(!first.assignments.isEmpty)
    #expect(first.assignments == second.assignments)
  }
}
