package import Diagnostics
package import IPAddressing

/// A subnet: one zone, at most one CIDR a family.
package struct Subnet: Sendable {
  package var id: ID<Subnet>
  package var vpc: ID<VPC>
  /// The member's name, such as `alb-a`.
  package var name: String
  /// The name in the file that stands for it and its siblings in other zones; nil where it is
  /// declared by itself.
  package var zonalName: String?
  package var zone: ID<Zone>
  package var ipv4: Prefix?
  package var ipv6: Prefix?
  package var routeTable: ID<RouteTable>
  /// Whether no association was written, so that the main route table holds.
  package var usesMainRouteTable: Bool
  /// Whether workloads may live there; an infrastructure subnet's any-host is never an end of a flow.
  package var hosts: Bool
  package var source: SourceRange
  /// Where the association is written; the subnet itself when it is implicit.
  package var associationSource: SourceRange

  package init(
    id: ID<Subnet>, vpc: ID<VPC>, name: String, zone: ID<Zone>, ipv4: Prefix?, ipv6: Prefix?,
    routeTable: ID<RouteTable>, usesMainRouteTable: Bool, hosts: Bool, source: SourceRange,
    associationSource: SourceRange
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.zone = zone
    self.ipv4 = ipv4
    self.ipv6 = ipv6
    self.routeTable = routeTable
    self.usesMainRouteTable = usesMainRouteTable
    self.hosts = hosts
    self.source = source
    self.associationSource = associationSource
  }

  package var cidrs: [Prefix] { [ipv4, ipv6].compactMap { $0 } }

  /// The VPC router's address in the subnet: the first after the network address.
  package func router(_ family: AddressFamily) -> IPAddress? {
    (family == .ipv4 ? ipv4 : ipv6)?.first.advanced(by: 1)
  }
}
