import Diagnostics
import Testing
import Topology

@testable import Verification

/// Repairs of large topologies are verified without walking again what they cannot touch.
@Suite("Trips that an edit leaves as they are")
struct WalkedTripsTests {
  private struct Verdict: Hashable {
    let id: DiagnosticID
    let location: SourceRange
    let pairs: Int

    init(_ cause: Cause) {
      (id, location, pairs) = (cause.identity.id, cause.identity.location, cause.pairs)
    }
  }

  private func verdicts(_ examination: Examination) -> Set<Verdict> {
    Set(examination.causes.map { Verdict($0) })
  }

  @Test(
    "say the same of an edited topology as new walks do",
    arguments: SeedFixtureTests.fixtures + SiteFixtureTests.fixtures)
  func fixtures(_ fixture: PlantedFault) throws {
    let topology = try fixture.network().build().topology
    let examination = Examination(topology, wholePairs: 0)
    for wishes in examination.causes.flatMap(\.faults).flatMap(\.candidates) {
      guard let edits = FileEdits(topology: topology).edits(for: wishes, isZonal: true) else {
        continue
      }
      let tables = edits.compactMap(\.tables)
      guard tables.count == edits.count, let edited = topology.applying(edits) else { continue }
      let known = examination.trips.besides(Set(tables.joined()))
      let remembering = Examination(edited, wholePairs: 0, known: known)
      #expect(remembering.disagreements == [])
      #expect(verdicts(remembering) == verdicts(Examination(edited, wholePairs: 0)))
    }
  }

  @Test("are those that pass no table that changes")
  func others() throws {
    var count = 0
    for fixture in SeedFixtureTests.fixtures {
      let topology = try fixture.network().build().topology
      let trips = Examination(topology, wholePairs: 0).trips
      count += trips.count
      #expect(trips.besides([]).count == trips.count)
      let all = topology.routeTables.map { Table.routeTable($0.id) }
      #expect(trips.besides(Set(all)).count == 0)
    }
    #expect(count > 0)
  }
}
