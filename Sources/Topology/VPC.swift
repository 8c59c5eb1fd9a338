package import Diagnostics
package import IPAddressing

/// A virtual private cloud.
package struct VPC: Sendable {
  package struct InternetGateway: Sendable {
    /// The edge association; nil: arriving packets take the VPC's local routes.
    package var routeTable: ID<RouteTable>?
    package var source: SourceRange

    package init(routeTable: ID<RouteTable>?, source: SourceRange) {
      self.routeTable = routeTable
      self.source = source
    }
  }

  package struct VirtualPrivateGateway: Sendable {
    package var routeTable: ID<RouteTable>?
    package var onPremises: [Prefix]
    package var source: SourceRange

    package init(routeTable: ID<RouteTable>?, onPremises: [Prefix], source: SourceRange) {
      self.routeTable = routeTable
      self.onPremises = onPremises
      self.source = source
    }
  }

  package var id: ID<VPC>
  package var name: String
  package var ipv4: [Prefix]
  package var ipv6: [Prefix]
  package var internetGateway: InternetGateway?
  /// Where it is declared; nil without one.
  package var egressOnlyInternetGateway: SourceRange?
  package var virtualPrivateGateway: VirtualPrivateGateway?
  package var mainRouteTable: ID<RouteTable>
  package var subnets: [ID<Subnet>]
  package var routeTables: [ID<RouteTable>]
  package var source: SourceRange

  package init(id: ID<VPC>, name: String, mainRouteTable: ID<RouteTable>, source: SourceRange) {
    self.id = id
    self.name = name
    self.mainRouteTable = mainRouteTable
    self.source = source
    ipv4 = []
    ipv6 = []
    subnets = []
    routeTables = []
  }

  package var cidrs: [Prefix] { ipv4 + ipv6 }
}
