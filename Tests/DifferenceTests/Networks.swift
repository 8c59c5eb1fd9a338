import Configuration
import Diagnostics
import Testing
import Topology
import YAMLSyntax

@testable import Difference

/// Topologies as people write them, and edits as people make them.
enum Networks {
  /// Two VPCs, an inspection VPC behind a transit gateway.
  static let hub = """
    bumpwire: 1
    name: hub
    zones: [a, b]
    vpcs:
      left:
        cidr: 10.1.0.0/16
        subnets:
          app: { zones: { a: 10.1.0.0/24, b: 10.1.1.0/24 }, route_table: app }
          tgw: { zones: { a: 10.1.100.0/28, b: 10.1.101.0/28 } }
        route_tables:
          app: { routes: { 0.0.0.0/0: transit_gateway/hub } }
      right:
        cidr: 10.2.0.0/16
        subnets:
          app: { zones: { a: 10.2.0.0/24, b: 10.2.1.0/24 }, route_table: app }
          tgw: { zones: { a: 10.2.100.0/28, b: 10.2.101.0/28 } }
        route_tables:
          app: { routes: { 0.0.0.0/0: transit_gateway/hub } }
      inspection:
        cidr: 10.100.0.0/16
        subnets:
          tgw: { zones: { a: 10.100.0.0/28, b: 10.100.1.0/28 }, route_table: in }
          fw:  { zones: { a: 10.100.10.0/28, b: 10.100.11.0/28 }, route_table: fw }
        route_tables:
          in: { routes: { 0.0.0.0/0: gwlb_endpoint/e@zone } }
          fw: { routes: { 0.0.0.0/0: transit_gateway/hub } }
        gwlb_endpoints:
          e: { subnet: fw, service: security/inspection }
      security:
        cidr: 10.200.0.0/16
        subnets:
          inspect: { zones: { a: 10.200.1.0/24, b: 10.200.2.0/24 } }
        gateway_load_balancers:
          inspection: { subnets: [inspect], appliance_group: firewalls }
          detection:  { subnets: [inspect], appliance_group: sensors }
        appliance_groups:
          firewalls: { subnets: [inspect], size: 2, appliance: pass_through }
          sensors:   { subnets: [inspect], size: 2, appliance: pass_through }
    transit_gateways:
      hub:
        attachments:
          left:       { vpc: left, subnets: [tgw], route_table: spokes, propagate_to: [inspected] }
          right:      { vpc: right, subnets: [tgw], route_table: spokes, propagate_to: [inspected] }
          inspection: { vpc: inspection, subnets: [tgw], route_table: inspected, appliance_mode: true }
        route_tables:
          spokes:    { routes: { 0.0.0.0/0: attachment/inspection } }
          inspected: {}

    """

  /// A text of which the parts are replaced, each of which stands in it.
  static func edited(_ text: String, _ edits: KeyValuePairs<String, String>) -> String {
    edits.reduce(text) { text, edit in
      #expect(text.contains(edit.key), "\(edit.key) stands in the text")
      return text.replacing(edit.key, with: edit.value)
    }
  }

  static func resolve(_ text: String, as name: String) throws -> Topology {
    let access = FileAccess(
      read: { path, _ in .success(SourceFile(path: path, bytes: Array(text.utf8))) },
      resolved: { $0 })
    let resolution = TopologyResolver.resolve(path: name, files: access)
    let errors = resolution.diagnostics.filter { $0.severity == .error }
    return try #require(resolution.topology, "\(errors.map { "\($0.message) \($0.range as Any)" })")
  }

  static func report(_ old: String, _ new: String) throws -> DifferenceReport {
    let report = DifferenceReport(
      try resolve(old, as: "old.yaml"), try resolve(new, as: "new.yaml"))
    #expect(report.disagreements == [])
    return report
  }
}
