import Configuration
import Diagnostics
import IPAddressing
import Testing
import Topology

/// So many VPCs that several threads read and resolve them: the result is as from one.
@Suite("Many VPCs")
struct ManyVPCsTests {
  private static let count = 1000
  /// Lines before the first VPC, and of each.
  private static let head = 4
  private static let height = 9

  private static func resolve(_ edit: (Int, inout [String]) -> Void = { _, _ in }) -> Resolution {
    var lines = ["bumpwire: 1", "name: many", "zones: [a]", "vpcs:"]
    for vpc in 0..<count {
      var block = [
        "  v\(vpc):",
        "    cidr: 10.\(vpc / 200).\(vpc % 200).0/24",
        "    internet_gateway: {}",
        "    subnets: { web: { cidr: 10.\(vpc / 200).\(vpc % 200).0/26, zone: a, route_table: t } }",
        "    route_tables:",
        "      t:",
        "        routes:",
        "          172.16.0.0/12: blackhole",
        "          0.0.0.0/0: internet_gateway",
      ]
      edit(vpc, &block)
      lines += block
    }
    return TopologyResolver.resolve(
      path: "t.yaml", files: .texts(["t.yaml": lines.joined(separator: "\n") + "\n"]))
  }

  private static func line(_ index: Int, of vpc: Int) -> Int { head + vpc * height + index + 1 }

  @Test("each table has its VPC's own routes and the written ones, each at its line")
  func routes() throws {
    let topology = try #require(Self.resolve().topology)
    #expect(topology.vpcs.map(\.name) == (0..<Self.count).map { "v\($0)" })
    for vpc in topology.vpcs {
      let table = topology[topology[vpc.subnets[0]].routeTable]
      #expect(table.routes.map(\.origin) == [.local, .static, .static])
      #expect(table.routes.map(\.target) == [.local, .blackhole, .internetGateway])
      #expect(table.routes[0].destination == vpc.cidrs[0])
      #expect(
        table.routes.map(\.source.start.line) == [1, 7, 8].map { Self.line($0, of: vpc.id.index) })
    }
  }

  @Test("mistakes of reading are told in the file's order, each once")
  func decoding() {
    let wrong = [3, 500, 999]
    let resolution = Self.resolve { vpc, block in
      if wrong.contains(vpc) { block[1] = "    cidr: 10.0.0.0/99" }
    }
    #expect(resolution.diagnostics.map(\.id) == wrong.map { _ in .invalidCIDR })
    #expect(
      resolution.diagnostics.map { $0.range?.start.line } == wrong.map { Self.line(1, of: $0) })
  }

  @Test("mistakes of routes are told in the file's order, each once")
  func resolving() {
    let wrong = [0, 400, 401, 998]
    let resolution = Self.resolve { vpc, block in
      if wrong.contains(vpc) { block[8] = "          10.99.0.0/16: local" }
    }
    #expect(resolution.diagnostics.map(\.id) == wrong.map { _ in DiagnosticID("invalid-target") })
    #expect(
      resolution.diagnostics.map { $0.range?.start.line } == wrong.map { Self.line(8, of: $0) })
  }
}
