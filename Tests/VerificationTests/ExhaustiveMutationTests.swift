import Diagnostics
import Testing
import Topology

@testable import Verification

@Suite("No single mistake goes unseen")
struct ExhaustiveMutationTests {
  struct Architecture: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () -> NetworkBuilder
    /// Mistakes that change no verdict, since another route does the same.
    var harmless: Set<String> = []
  }

  static let architectures: [Architecture] = [
    Architecture(testDescription: "seed", make: { Networks.catagram() }),
    Architecture(testDescription: "distributed", make: { Networks.distributed() }),
    Architecture(
      testDescription: "NAT egress", make: { Networks.natEgress() },
      // Translated twice, and still the same way back.
      harmless: [
        "nat-a[0.0.0.0/0] -> nat/nat-b", "nat-b[0.0.0.0/0] -> nat/nat-a",
      ]),
    Architecture(testDescription: "hub", make: { Networks.centralised(egress: false) }),
    Architecture(testDescription: "east-west", make: { Networks.eastWest() }),
    Architecture(testDescription: "chain", make: { Networks.chained() }),
  ]

  @Test("every route removed or led to any other target is found", arguments: architectures)
  func everyRoute(_ architecture: Architecture) throws {
    let original = architecture.make()
    var survivors: [String] = []
    for (vpc, specification) in original.vpcs.enumerated() {
      let targets = self.targets(of: specification, in: original)
      for (table, content) in specification.tables.enumerated() {
        for (route, (destination, target)) in content.routes.enumerated() {
          for other in [nil] + targets.filter({ $0 != target }) {
            var network = original
            if let other {
              network.vpcs[vpc].tables[table].routes[route].1 = other
            } else {
              network.vpcs[vpc].tables[table].routes.remove(at: route)
            }
            let isSound = try Verdict(network).report.findings.isEmpty
            let name = "\(content.name)[\(destination)] -> \(other ?? "nothing")"
            if isSound { survivors.append(name) }
          }
        }
      }
    }
    #expect(Set(survivors) == architecture.harmless)
  }

  private func targets(
    of vpc: NetworkBuilder.VPCSpecification, in network: NetworkBuilder
  ) -> [String] {
    var targets = vpc.endpoints.map { "gwlbe/\($0.name)" } + ["blackhole", "local"]
    targets += vpc.natGateways.map { "nat/\($0.name)" }
    if vpc.hasInternetGateway { targets.append("igw") }
    if network.attachments.contains(where: { $0.vpc == vpc.name }) { targets.append("tgw") }
    return targets
  }
}
