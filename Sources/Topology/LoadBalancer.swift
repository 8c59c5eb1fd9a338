package import Diagnostics
package import IPAddressing

/// An application load balancer: one node a subnet.
///
/// It ends flows and opens its own to targets.
package struct LoadBalancer: Sendable {
  package struct Node: Sendable {
    package var subnet: ID<Subnet>
    package var address: IPAddress
    /// Mapped 1:1 at the internet gateway; nil for an internal load balancer.
    package var publicAddress: IPAddress?
    package var publicAddressSource: SourceRange?

    package init(
      subnet: ID<Subnet>, address: IPAddress, publicAddress: IPAddress?,
      publicAddressSource: SourceRange?
    ) {
      self.subnet = subnet
      self.address = address
      self.publicAddress = publicAddress
      self.publicAddressSource = publicAddressSource
    }
  }

  package struct Listener: Sendable {
    package enum `Protocol`: String, Hashable, Sendable { case http, https }

    package var port: Int
    package var `protocol`: `Protocol`
    package var targetGroup: ID<TargetGroup>
    package var source: SourceRange

    package init(
      port: Int, protocol: `Protocol`, targetGroup: ID<TargetGroup>, source: SourceRange
    ) {
      self.port = port
      self.protocol = `protocol`
      self.targetGroup = targetGroup
      self.source = source
    }
  }

  package var id: ID<LoadBalancer>
  package var vpc: ID<VPC>
  package var name: String
  package var nodes: [Node]
  package var listeners: [Listener]
  package var source: SourceRange

  package init(
    id: ID<LoadBalancer>, vpc: ID<VPC>, name: String, nodes: [Node], listeners: [Listener],
    source: SourceRange
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.nodes = nodes
    self.listeners = listeners
    self.source = source
  }
}
