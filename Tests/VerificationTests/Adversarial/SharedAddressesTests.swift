import Proof
import Testing
import Topology

@testable import Verification

@Suite("VPCs of the same addresses behind one transit gateway")
struct SharedAddressesTests {
  /// Spokes that have a range for what nobody outside speaks to besides their own addresses.
  private func pods(_ count: Int) -> String {
    let network = ManySpokes(
      count: count,
      inspectedTable: (0..<count).map { spoke in
        "\(ManySpokes(count: count).cidr(spoke))/24: attachment/s\(spoke)"
      }, propagates: { _ in false })
    return (0..<count).reduce(network.text) { text, spoke in
      let base = network.cidr(spoke).dropLast()
      return text.replacing(
        "    cidr: \(base)0/24\n", with: "    cidr: [\(base)0/24, 100.64.0.0/16]\n"
      ).replacing(
        "      app: { cidr: \(base)0/26",
        with:
          "      pods: { cidr: 100.64.0.0/24, zone: a, route_table: tgw }\n      app: { cidr: \(base)0/26"
      )
    }
  }

  @Test("a range that all spokes have beside their own makes no classes of each")
  func secondary() throws {
    let small = try ManySpokes.report(pods(8))
    #expect(small.crossChecked == .init((16, 16)))
    #expect(small.faults == [])
    #expect(small.pairsProved == 8 * 7 / 2 + 8)
    var groups: Set<Int> = []
    for count in [40, 80] {
      let proof = try SymmetryProof(ManySpokes.resolve(pods(count)))
      groups.insert(proof.groups.count)
      #expect(proof.pairsFaulty == 0)
      // Within each spoke one pair, and one of each two spokes' own addresses.
      #expect(proof.pairsProved == count * (count - 1) / 2 + count)
      #expect(proof.pairs == 2 * count * (2 * count - 1) / 2)
      #expect(proof.disagreements == [])
    }
    #expect(groups.count == 1, "\(groups)")
  }

  /// Tenants that all have one range, of which the hub knows the first, and what all of them use.
  private func tenants(_ count: Int) -> String {
    var text = "bumpwire: 1\nname: tenants\nzones: [a]\nvpcs:\n"
    var attachments = ""
    for tenant in 0..<count {
      text += """
          t\(tenant):
            cidr: 10.0.0.0/16
            subnets:
              app: { cidr: 10.0.1.0/24, zone: a, route_table: app }
              tgw: { cidr: 10.0.2.0/28, zone: a }
            route_tables: { app: { routes: { 0.0.0.0/0: transit_gateway/hub } } }

        """
      attachments += "      t\(tenant): { vpc: t\(tenant), subnets: [tgw], route_table: t }\n"
    }
    return text + """
        shared:
          cidr: 10.9.0.0/16
          subnets:
            app: { cidr: 10.9.1.0/24, zone: a, route_table: app }
            tgw: { cidr: 10.9.2.0/28, zone: a }
          route_tables: { app: { routes: { 10.0.0.0/8: transit_gateway/hub } } }
      transit_gateways:
        hub:
          attachments:
      \(attachments)      shared: { vpc: shared, subnets: [tgw], route_table: t, propagate_to: [t] }
          route_tables:
            t: { routes: { 10.0.0.0/16: attachment/t0 } }

      """
  }

  @Test("answers to all but the one that the hub knows go astray, and each is counted")
  func primary() throws {
    let small = try ManySpokes.report(tenants(8))
    #expect(small.crossChecked == .init((9, 9)))
    #expect(small.pairsProved == 1)
    #expect(small.pairsUnproved.count == 7)
    var groups: Set<Int> = []
    for count in [40, 80] {
      let proof = try SymmetryProof(ManySpokes.resolve(tenants(count)))
      groups.insert(proof.groups.count)
      #expect(proof.pairsProved == 1)
      #expect(proof.pairsFaulty == count - 1)
      #expect(proof.pairsUnconnected == count * (count - 1) / 2)
      #expect(proof.disagreements == [])
    }
    #expect(groups.count == 1, "\(groups)")
  }
}
