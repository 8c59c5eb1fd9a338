import Diagnostics
import Testing
import Topology

@testable import Verification

@Suite("What the engine finds at any size is what the walker finds in all flows")
struct SamplingTests {
  private struct Cause: Hashable, CustomStringConvertible {
    let id: DiagnosticID
    let location: SourceRange
    let pairs: Int
    let effects: Set<DiagnosticID>

    var description: String { "\(id) @ \(location.start.line), \(pairs) pairs, \(effects)" }
  }

  /// What only walks of all flows show, and large topologies are not told.
  private static let whole: Set<DiagnosticID> = [.routeNeverUsed, .partialMeshBypass]

  private func causes(_ examination: Examination) -> Set<Cause> {
    Set(
      examination.causes.filter { !Self.whole.contains($0.identity.id) }.map {
        Cause(
          id: $0.identity.id, location: $0.identity.location, pairs: $0.pairs, effects: $0.effects)
      })
  }

  private func check(_ topology: Topology) {
    let (walked, sampled) = (Examination(topology), Examination(topology, wholePairs: 0))
    #expect(walked.disagreements == [])
    #expect(sampled.disagreements == [])
    #expect(causes(sampled) == causes(walked))
    #expect(sampled.provedPairs == walked.provedPairs)
    #expect(sampled.unconnectedPairs == walked.unconnectedPairs)
  }

  @Test("in the fixtures", arguments: SeedFixtureTests.fixtures + SiteFixtureTests.fixtures)
  func fixtures(_ fixture: PlantedFault) throws { check(try fixture.network().build().topology) }

  @Test("in the folders", arguments: try Fixture.all(in: "Faults") + Fixture.all(in: "Correct"))
  func folders(_ fixture: Fixture) throws { check(try fixture.resolve()) }

  @Test("lines that change nothing in a loop, whichever of its lines it is shown by")
  func superfluous() throws {
    let routes = ["10.9.0.0/16", "10.9.0.0/20", "10.9.0.0/24"]
    let table = { (target: String) in
      "{ routes: { \(routes.map { "\($0): instance/\(target)" }.joined(separator: ", ")) } }"
    }
    let topology = try ManySpokes.resolve(
      """
      bumpwire: 1
      name: loop
      zones: [a]
      vpcs:
        app:
          cidr: 10.0.0.0/16
          subnets:
            app: { cidr: 10.0.1.0/24, zone: a, route_table: app }
            one: { cidr: 10.0.11.0/28, zone: a, route_table: one }
            two: { cidr: 10.0.12.0/28, zone: a, route_table: two }
          route_tables:
            app: { routes: { 10.9.0.0/16: instance/one } }
            one: \(table("two"))
            two: { routes: { 10.9.0.0/16: instance/one } }
          instances:
            one: { subnet: one, source_dest_check: false }
            two: { subnet: two, source_dest_check: false }

      """)
    let superfluous = { (examination: Examination) in
      causes(examination).filter { $0.id == .ineffectiveRoute }
    }
    let walked = Examination(topology)
    #expect(superfluous(walked).count == 2)
    #expect(superfluous(Examination(topology, wholePairs: 0)) == superfluous(walked))
    #expect(walked.causes.contains { $0.identity.id == .loop })
  }

  @Test("a load balancer's requests that are translated before they are inspected")
  func translatedLeg() throws {
    let topology = try ManySpokes.resolve(
      """
      bumpwire: 1
      name: leg
      zones: [a, b]
      vpcs:
        app:
          cidr: 10.0.0.0/16
          internet_gateway: {}
          subnets:
            alb: { zones: { a: 10.0.1.0/24, b: 10.0.2.0/24 }, route_table: alb }
            nat: { cidr: 10.0.3.0/24, zone: a, route_table: nat }
            fw:  { cidr: 10.0.4.0/24, zone: a }
            app: { cidr: 10.0.5.0/24, zone: a, route_table: app }
          route_tables:
            alb: { routes: { subnet/app: nat_gateway/n, 0.0.0.0/0: internet_gateway } }
            nat: { routes: { subnet/app: gwlb_endpoint/e, 0.0.0.0/0: internet_gateway } }
            app: { routes: { subnet/nat: gwlb_endpoint/e } }
          nat_gateways: { n: { subnet: nat, public_address: 203.0.113.9 } }
          gwlb_endpoints: { e: { subnet: fw, service: security/inspection } }
          instances: { web: { subnet: app } }
          target_groups: { web: { protocol: http, port: 80, targets: [web] } }
          load_balancers:
            alb:
              subnets: [alb]
              public_addresses: { alb-a: 203.0.113.10, alb-b: 203.0.113.11 }
              listeners: [{ port: 80, protocol: http, target_group: web }]
      \(ManySpokes.security)
      """)
    let legs = Examination(topology).causes.filter { $0.identity.id == .natBeforeInspection }
      .flatMap(\.faults).compactMap(\.trip).filter {
        if case .loadBalancerNode = $0.flow.source { true } else { false }
      }
    #expect(!legs.isEmpty)
    check(topology)
  }
}
