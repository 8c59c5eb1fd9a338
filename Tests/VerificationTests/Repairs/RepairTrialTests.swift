import Testing
import Topology

@testable import Verification

/// Repairs of small topologies are sought on all threads at once, and verified without looking for
/// what would mend the edited topology.
@Suite("Trials of repairs")
struct RepairTrialTests {
  private func identities(_ examination: Examination) -> [Cause.Identity] {
    examination.causes.map(\.identity)
  }

  @Test(
    "name the same causes as an examination that shows and mends them",
    arguments: SeedFixtureTests.fixtures + SiteFixtureTests.fixtures)
  func causes(_ fixture: PlantedFault) throws {
    let topology = try fixture.network().build().topology
    for wholePairs in [0, Examination.wholePairs] {
      let shown = Examination(topology, wholePairs: wholePairs)
      let tried = Examination(topology, wholePairs: wholePairs, isTrial: true)
      #expect(identities(tried) == identities(shown))
      #expect(tried.causes.map(\.severity) == shown.causes.map(\.severity))
      #expect(tried.disagreements == shown.disagreements)
    }
  }

  @Test("find what they find one after the other, and no more than may be verified")
  func order() throws {
    let network = ManySpokes(
      count: 24, routes: { $0 < 18 ? ["10.0.0.0/8: blackhole", "10.1.20.0/22: blackhole"] : [] })
    let topology = try ManySpokes.resolve(network.text)
    let examination = Examination(topology)
    let causes = examination.causes
    try #require(causes.count > 16)
    let trial = RepairTrial(
      topology: topology, trips: examination.trips, known: Set(causes.map(\.identity)),
      mayShare: true)
    for ends in [500, 2_000, 1_000_000] {
      var budget = max(4, min(200, 40_000 / ends))
      var workbench = Workbench(topology)
      let singly = causes.map { cause in
        let (attempt, count) = trial.repair(of: cause, &workbench, most: budget)
        budget -= count
        return attempt?.edits
      }
      var search = RepairSearch(topology, ends: ends, trips: examination.trips)
      #expect(search.repairs(of: causes).map { $0?.edits } == singly, "\(ends) ends")
      #expect(singly.contains { $0 != nil })
      #expect(ends < 1_000_000 || singly.contains { $0 == nil })
    }
  }
}
