import Configuration
import Diagnostics
import IPAddressing
import Testing
import Topology

@Suite("The seed architecture")
struct CatagramTests {
  @Test("resolves without a word said about it")
  func resolvesCleanly() throws {
    let resolution = TopologyResolver.resolve(
      path: Repository.path("examples/catagram/topology.yaml"))
    let text = DiagnosticText(files: resolution.files).text(resolution.diagnostics)
    #expect(resolution.diagnostics.isEmpty, "\(text)")
    let topology = try #require(resolution.topology)
    #expect(
      topology.routeTables.map { topology.address($0.id) } == [
        "app/route_table/main", "app/route_table/ingress", "app/route_table/alb-a",
        "app/route_table/alb-b", "app/route_table/endpoints", "security/route_table/main",
      ])
  }
}
