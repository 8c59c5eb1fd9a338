import Configuration
import Diagnostics
import Testing
import Topology

@Suite("Groups that scaling has sized")
struct CapacityTests {
  private static let group = "security/appliance_group/firewalls"

  private static func text(
    desired: Int = 2, scaling: String = "{ metric: bytes, target: 10 }",
    cidr: String = "10.0.0.0/24"
  ) -> String {
    """
    bumpwire: 1
    name: shop
    zones: [a, b]
    vpcs:
      security:
        cidr: 10.0.0.0/16
        subnets:
          a: { zone: a, cidr: \(cidr) }
          b: { zone: b, cidr: 10.0.1.0/24 }
        appliance_groups:
          firewalls:
            subnets: [a, b]
            size: { min: 1, desired: \(desired), max: 30 }
            appliance: pass_through
            \(scaling.isEmpty ? "" : "scaling: \(scaling)")
    """
  }

  private static func members(
    _ text: String, _ capacity: ApplianceGroup.Capacity
  ) throws -> [ApplianceGroup.Member] {
    let resolution = TopologyResolver.resolve(
      path: "topology.yaml", capacities: [group: capacity],
      files: .texts(["topology.yaml": text]))
    let topology = try #require(resolution.topology, "\(resolution.diagnostics)")
    return topology.applianceGroups[0].members
  }

  @Test("have that many members, the last of which are drained")
  func members() throws {
    let members = try Self.members(
      Self.text(), .init(desired: 2, members: 5, inService: 3))
    #expect(members.map(\.isDraining) == [false, false, false, true, true])
    #expect(members.map(\.subnet.index) == [0, 1, 0, 1, 0])
    #expect(Set(members.map(\.address)).count == 5)
  }

  @Test("have what is written once `desired` is edited, or `scaling` taken out")
  func void() throws {
    let capacity = ApplianceGroup.Capacity(desired: 2, members: 5, inService: 3)
    #expect(try Self.members(Self.text(desired: 4), capacity).count == 4)
    #expect(try Self.members(Self.text(scaling: ""), capacity).count == 2)
  }

  @Test("stay within new limits")
  func limits() throws {
    let members = try Self.members(
      Self.text(), .init(desired: 2, members: 90, inService: 0))
    #expect(members.count == 30)
    #expect(members.prefix { !$0.isDraining }.count == 1)
  }

  @Test("fit into their subnets at their largest, or the topology is refused")
  func full() {
    for (scaling, ids) in [("", []), ("{ metric: bytes, target: 10 }", ["subnet-full"])] {
      let resolution = TopologyResolver.resolve(
        path: "topology.yaml",
        files: .texts([
          "topology.yaml": Self.text(scaling: scaling, cidr: "10.0.0.0/28")
        ]))
      #expect(resolution.diagnostics.map(\.id.rawValue) == ids)
    }
  }
}
