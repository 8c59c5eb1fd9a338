import IPAddressing
import Testing
import Topology

@testable import Verification

@Suite("Edits that are tried")
struct WorkbenchTests {
  /// What edits change.
  private func lines(_ topology: Topology?) -> [String]? {
    topology.map { topology in
      topology.routeTables.flatMap { table in table.routes.map { "\(table.id) \($0)" } }
        + topology.transitGatewayRouteTables.flatMap { table in
          table.routes.map { "\(table.id) \($0)" }
        }
        + topology.subnets.map { "\($0.id) \($0.routeTable)" }
    }
  }

  private func fileEdits(_ wishes: [Edit], _ topology: Topology) throws -> [FileEdit] {
    try #require(FileEdits(topology: topology).edits(for: wishes, isZonal: false))
  }

  @Test("leave nothing behind for the next", arguments: SeedFixtureTests.fixtures)
  func fixtures(_ fixture: PlantedFault) throws {
    let topology = try fixture.network().build().topology
    var workbench = Workbench(topology)
    let candidates = Examination(topology).causes.flatMap(\.faults).flatMap(\.candidates)
      .flatMap { wishes in
        [true, false].compactMap { FileEdits(topology: topology).edits(for: wishes, isZonal: $0) }
      }
    for edits in candidates + candidates.reversed() {
      let edited = workbench.applying(edits)
      #expect(lines(edited) == lines(topology.applying(edits)))
    }
  }

  /// Half of the spokes lose their answers to the other half: of one spoke's pairs one is walked.
  @Test("help no finding when they help only the pair that stands for others")
  func alike() throws {
    let network = ManySpokes(
      count: 64, routes: { $0 < 32 ? ["10.0.0.0/8: blackhole", "10.1.32.0/19: blackhole"] : [] })
    let topology = try ManySpokes.resolve(network.text)
    let lost = try #require(Prefix("10.1.32.0/19"))
    let causes = Examination(topology).causes.filter { $0.pairs == 32 }
    #expect(causes.count == 32)
    var workbench = Workbench(topology)
    for cause in causes {
      let fault = cause.first
      let wishes = try #require(fault.candidates.first)
      let tried = workbench.applying(try fileEdits(wishes, topology))
      let edited = try #require(tried)
      var alone = cause
      alone.faults = [fault]
      alone.faults[0].alike = []
      #expect(!alone.shows(in: edited))
      #expect(cause.shows(in: edited))
      guard case .addRoute(let table, _, _) = wishes.first else {
        Issue.record("\(wishes)")
        continue
      }
      let mended = [Edit.removeRoute(table, lost, .target(.blackhole))]
      let whole = workbench.applying(try fileEdits(mended, topology))
      #expect(!cause.shows(in: try #require(whole)))
    }
  }
}
