import Diagnostics
import IPAddressing
import Topology

/// Makes a resolved topology from few words; names are resolved when it is built, so that order does
/// not matter.
struct NetworkBuilder {
  typealias Routes = KeyValuePairs<String, String>

  struct Failure: Error { let message: String }

  /// What a firewall runs does not matter to routing.
  static let rules = FirewallRules(
    file: SourceFile(path: "firewall.nft", bytes: []),
    source: SourceRange(
      file: "network.yaml", start: .init(line: 1, column: 1), end: .init(line: 1, column: 9)),
    tables: [:])

  struct SubnetSpecification {
    var name: String
    var cidrs: [String]
    var zone: String
    var table: String?
    var hosts: Bool
  }

  struct VPCSpecification {
    var name: String
    var cidrs: [String]
    var internetGateway: String?
    var hasInternetGateway = false
    var hasEgressOnly = false
    var onPremises: [String] = []
    var edgeOfVirtualPrivateGateway: String?
    var subnets: [SubnetSpecification] = []
    var tables: [(name: String, routes: [(String, String)])] = []
    var endpoints: [(name: String, subnet: String, service: String)] = []
    var natGateways: [(name: String, subnet: String)] = []
    var instances: [(name: String, subnet: String, publicAddress: String?, check: Bool)] = []
    var balancers:
      [(name: String, nodes: [(subnet: String, publicAddress: String?)], targets: [String])] = []
  }

  struct AttachmentSpecification {
    var name: String
    var vpc: String
    var subnets: [String]
    var table: String
    var propagateTo: [String]
    var applianceMode: Bool
  }

  struct BalancerSpecification {
    var name: String
    var zones: [String]
    var stickiness: ApplianceGroup.Stickiness
    var crossZone: Bool
    var appliancesIn: [String]
    var appliance: ApplianceGroup.Appliance
    var idleTimeout: Bool
  }

  var zones: [String]
  var vpcs: [VPCSpecification] = []
  var services: [BalancerSpecification] = []
  var attachments: [AttachmentSpecification] = []
  var hubTables: [(name: String, routes: [(String, String)])] = []
  var peerings: [(name: String, first: String, second: String)] = []
  var prefixLists: [(name: String, entries: [String])] = []
  var inspections: [(name: String, from: String, to: String, through: [String], either: Bool)] = []
  var expectations: [(from: String, to: String, path: Expectation.Path)] = []
  var internetHosts: [(name: String, address: String)] = []

  init(zones: [String] = ["a", "b"]) { self.zones = zones }

  mutating func vpc(
    _ name: String, _ cidrs: String..., configure: (inout VPCSpecification) -> Void
  ) {
    var vpc = VPCSpecification(name: name, cidrs: cidrs)
    configure(&vpc)
    vpcs.append(vpc)
  }

  mutating func service(
    _ name: String, zones: [String]? = nil, stickiness: ApplianceGroup.Stickiness = .fiveTuple,
    crossZone: Bool = false, appliancesIn: [String]? = nil,
    appliance: ApplianceGroup.Appliance = .firewall(rules: Self.rules),
    idleTimeout: Bool = false
  ) {
    let zones = zones ?? self.zones
    services.append(
      BalancerSpecification(
        name: name, zones: zones, stickiness: stickiness, crossZone: crossZone,
        appliancesIn: appliancesIn ?? zones, appliance: appliance, idleTimeout: idleTimeout))
  }

  mutating func attachment(
    _ name: String, _ vpc: String, _ subnets: [String], table: String, propagateTo: [String] = [],
    applianceMode: Bool = false
  ) {
    attachments.append(
      AttachmentSpecification(
        name: name, vpc: vpc, subnets: subnets, table: table, propagateTo: propagateTo,
        applianceMode: applianceMode))
  }

  mutating func hubTable(_ name: String, _ routes: Routes = [:]) {
    hubTables.append((name, routes.map { ($0, $1) }))
  }
}

extension NetworkBuilder.VPCSpecification {
  mutating func gateway(edge table: String? = nil) {
    hasInternetGateway = true
    internetGateway = table
  }

  mutating func subnet(
    _ name: String, _ cidrs: String..., zone: String = "a", table: String? = nil,
    hosts: Bool = false
  ) {
    subnets.append(.init(name: name, cidrs: cidrs, zone: zone, table: table, hosts: hosts))
  }

  mutating func table(_ name: String, _ routes: NetworkBuilder.Routes = [:]) {
    tables.append((name, routes.map { ($0, $1) }))
  }

  mutating func endpoint(_ name: String, _ subnet: String, service: String = "fw") {
    endpoints.append((name, subnet, service))
  }

  mutating func nat(_ name: String, _ subnet: String) { natGateways.append((name, subnet)) }

  mutating func instance(
    _ name: String, _ subnet: String, publicAddress: String? = nil, check: Bool = true
  ) {
    instances.append((name, subnet, publicAddress, check))
  }

  /// The place of a route, to edit it.
  func route(_ table: String, _ destination: String) throws -> (table: Int, route: Int) {
    guard let first = tables.firstIndex(where: { $0.name == table }),
      let second = tables[first].routes.firstIndex(where: { $0.0 == destination })
    else { throw NetworkBuilder.Failure(message: "no route \(table)[\(destination)]") }
    return (first, second)
  }

  mutating func remove(_ table: String, _ destination: String) throws {
    let place = try route(table, destination)
    tables[place.table].routes.remove(at: place.route)
  }

  mutating func retarget(_ table: String, _ destination: String, _ target: String) throws {
    let place = try route(table, destination)
    tables[place.table].routes[place.route].1 = target
  }

  mutating func add(_ table: String, _ destination: String, _ target: String) throws {
    guard let index = tables.firstIndex(where: { $0.name == table }) else {
      throw NetworkBuilder.Failure(message: "no table \(table)")
    }
    tables[index].routes.append((destination, target))
  }
}
