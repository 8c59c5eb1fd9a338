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

  @Test(
    "an instance without a public address where all there is lies on premises: of two VPCs, and of one",
    arguments: ["10.2.1.4", "10.2.1.9"])
  func unmappedInstance(address: String) throws {
    check(
      try ManySpokes.resolve(
        """
        bumpwire: 1
        name: mapping
        zones: [a]
        vpcs:
          a1:
            cidr: 10.1.0.0/16
            internet_gateway: {}
            subnets:
              n: { cidr: 10.1.1.0/24, zone: a, route_table: t, hosts: true }
            route_tables:
              t: { routes: { 0.0.0.0/0: internet_gateway } }
          a2:
            cidr: 10.2.0.0/16
            internet_gateway: {}
            subnets:
              n: { cidr: 10.2.1.0/24, zone: a, route_table: t, hosts: true }
            route_tables:
              t: { routes: { 0.0.0.0/0: internet_gateway } }
            instances:
              web: { subnet: n, address: \(address) }
          b:
            cidr: 10.3.0.0/16
            virtual_private_gateway: { on_premises: [0.0.0.0/0] }
            subnets:
              n: { cidr: 10.3.1.0/24, zone: a }
        transit_gateways:
          hub:
            route_tables:
              main: { routes: {} }
            attachments:
              a1: { vpc: a1, subnets: [n], route_table: main, propagate_to: [main] }
              a2: { vpc: a2, subnets: [n], route_table: main, propagate_to: [main] }
              b: { vpc: b, subnets: [n], route_table: main, propagate_to: [main] }
        """))
  }

  @Test("a host that has a public address by what an inspection leaves out is called from all else")
  func publicByException() throws {
    check(
      try ManySpokes.resolve(
        """
        bumpwire: 1
        name: excepted
        zones: [a]
        vpcs:
          a:
            cidr: 10.1.0.0/16
            internet_gateway: {}
            subnets:
              g: { cidr: 10.1.0.0/28, zone: a }
              m: { cidr: 10.1.1.0/24, zone: a, route_table: m, hosts: true }
              n: { cidr: 10.1.2.0/24, zone: a, route_table: n, hosts: true }
            route_tables:
              m: { routes: { 0.0.0.0/0: peering/p } }
              n: { routes: { 0.0.0.0/0: peering/p, 198.51.100.0/28: internet_gateway } }
            gwlb_endpoints:
              e: { subnet: g, service: s/inspection }
          b: { cidr: 10.2.0.0/16, subnets: { n: { cidr: 10.2.0.0/24, zone: a, hosts: false } } }
          s:
            cidr: 10.100.0.0/16
            subnets: { i: { cidr: 10.100.0.0/24, zone: a } }
            gateway_load_balancers:
              inspection: { subnets: [i], appliance_group: group }
            appliance_groups:
              group: { subnets: [i], size: 1, appliance: pass_through }
        peerings:
          p: { between: [a, b] }
        inspection:
          - name: web
            between: [internet, a/subnet/*]
            through: s/inspection
            except: [{ match: 198.51.100.0/28, reason: a test }]
        """))
  }

  @Test("where one of many NAT gateways loses the answers to addresses that its own VPC has, too")
  func answersOfNATGateways() throws {
    let numbers = 1...45
    let spokes = numbers.map { number in
      """
        a\(number):
          cidr: [10.\(number).0.0/16, 10.250.0.0/16]
          internet_gateway: {}
          subnets:
            e: { cidr: 10.\(number).0.0/28, zone: a, route_table: e }
            g: { cidr: 10.\(number).2.0/28, zone: a, route_table: g }
            h: { cidr: 10.\(number).1.0/24, zone: a, route_table: h, hosts: true }
            s: { cidr: 10.250.0.0/24, zone: a, hosts: false }
          route_tables:
            e: { routes: { subnet/h: nat_gateway/n } }
            g: { routes: { \(number == 45 ? "subnet/s: blackhole" : "") } }
            h: { routes: { subnet/s: blackhole } }
          nat_gateways:
            n: { subnet: g, public_address: 203.0.113.\(number) }
      """
    }
    let senders = (1...10).map { number in
      """
        b\(number):
          cidr: [10.\(100 + number).0.0/16, 10.250.0.0/16]
          subnets:
            h: { cidr: 10.250.0.0/24, zone: a, route_table: h, hosts: true }
            t: { cidr: 10.\(100 + number).0.0/28, zone: a }
          route_tables:
            h: { routes: { 10.0.0.0/8: transit_gateway/hub } }
      """
    }
    let attachments =
      numbers.map {
        "      a\($0): { vpc: a\($0), subnets: [e], route_table: main, propagate_to: [main] }"
      }
      + (1...10).map { "      b\($0): { vpc: b\($0), subnets: [t], route_table: main }" }
    let topology = try ManySpokes.resolve(
      """
      bumpwire: 1
      name: nat
      zones: [a]
      vpcs:
      \((spokes + senders).joined(separator: "\n"))
      transit_gateways:
        hub:
          route_tables: { main: { routes: {} } }
          attachments:
      \(attachments.joined(separator: "\n"))
      """)
    let examination = Examination(topology, wholePairs: 0)
    #expect(examination.disagreements == [])
    #expect(
      examination.causes.filter { $0.identity.id == .blackholeExplicit }.map(\.pairs) == [10])
  }

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
