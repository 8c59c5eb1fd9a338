import Configuration
import Diagnostics
import Testing
import Topology
import YAMLSyntax

@testable import Verification

/// Spokes behind a transit gateway with an inspection VPC, as many as one likes, as text.
struct ManySpokes {
  /// One host subnet and one attachment subnet each.
  var count: Int
  /// Further routes of a spoke's hosts, such as `192.0.2.0/24: blackhole`.
  var routes: (Int) -> [String] = { _ in [] }
  /// Routes of a spoke's attachment subnet.
  var attachmentRoutes: (Int) -> [String] = { _ in [] }
  /// Further routes of the hub's tables.
  var spokeTable: [String] = []
  var inspectedTable: [String] = []
  /// Whether spokes tell their addresses to the hub.
  var propagates: (Int) -> Bool = { _ in true }
  var isApplianceMode = true
  /// Further top-level keys.
  var rest = ""

  /// A VPC with a gateway load balancer, as an entry of `vpcs`.
  static let security = """
      security:
        cidr: 10.200.0.0/16
        subnets: { inspect: { cidr: 10.200.1.0/24, zone: a } }
        gateway_load_balancers:
          inspection: { subnets: [inspect], appliance_group: firewalls }
        appliance_groups:
          firewalls: { subnets: [inspect], size: 1, appliance: pass_through }
    """

  func cidr(_ spoke: Int) -> String { "10.\(spoke / 200 + 1).\(spoke % 200).0" }

  var text: String {
    var text = "bumpwire: 1\nname: many\nzones: [a]\nvpcs:\n"
    for spoke in 0..<count {
      let base = cidr(spoke).dropLast(1)
      text += """
          s\(spoke):
            cidr: \(base)0/24
            subnets:
              app: { cidr: \(base)0/26, zone: a, route_table: app }
              tgw: { cidr: \(base)64/28, zone: a, route_table: tgw }
            route_tables:
              app: { routes: { \((["0.0.0.0/0: transit_gateway/hub"] + routes(spoke)).joined(separator: ", ")) } }
              tgw: { routes: { \(attachmentRoutes(spoke).joined(separator: ", ")) } }

        """
    }
    text += """
        inspection:
          cidr: 10.100.0.0/16
          subnets:
            tgw: { cidr: 10.100.0.0/28, zone: a, route_table: in }
            fw:  { cidr: 10.100.1.0/28, zone: a, route_table: out }
          route_tables:
            in:  { routes: { 0.0.0.0/0: gwlb_endpoint/e } }
            out: { routes: { 0.0.0.0/0: transit_gateway/hub } }
          gwlb_endpoints:
            e: { subnet: fw, service: security/inspection }
      \(ManySpokes.security)
      transit_gateways:
        hub:
          attachments:

      """
    for spoke in 0..<count {
      text +=
        "      s\(spoke): { vpc: s\(spoke), subnets: [tgw], route_table: spokes"
        + (propagates(spoke) ? ", propagate_to: [inspected]" : "") + " }\n"
    }
    text +=
      "      inspection: { vpc: inspection, subnets: [tgw], route_table: inspected, appliance_mode: \(isApplianceMode) }\n"
    let spokes = ["0.0.0.0/0: attachment/inspection"] + spokeTable
    text += """
          route_tables:
            spokes: { routes: { \(spokes.joined(separator: ", ")) } }
            inspected: { routes: { \(inspectedTable.joined(separator: ", ")) } }
      \(rest)
      """
    return text
  }

  func report() throws -> VerificationReport { try Self.report(text) }

  static func report(_ text: String) throws -> VerificationReport {
    let report = Verifier(try resolve(text)).report()
    #expect(report.disagreements == [])
    return report
  }

  static func resolve(_ text: String) throws -> Topology {
    let access = FileAccess(
      read: { path, _ in .success(SourceFile(path: path, bytes: Array(text.utf8))) },
      resolved: { $0 })
    let resolution = TopologyResolver.resolve(path: "many.yaml", files: access)
    let errors = resolution.diagnostics.filter { $0.severity == .error }
    return try #require(
      resolution.topology, "\(errors.prefix(3).map { "\($0.message) \($0.range as Any)" })")
  }

  /// Unordered pairs of the spokes' hosts.
  var pairs: Int { count * (count - 1) / 2 }
}

extension VerificationReport {
  /// `id pairs` of what is an error or a warning, each once.
  var faults: [String] {
    Set(findings.filter { $0.severity >= .warning }.map { "\($0.id) \($0.pairs)" }).sorted()
  }

  var ids: Set<String> { Set(findings.map(\.id.rawValue)) }
}
