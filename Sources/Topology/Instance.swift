package import Diagnostics
package import IPAddressing

/// An instance with one interface.
package struct Instance: Sendable {
  /// What stands for it on the host.
  package enum Workload: Hashable, Sendable {
    /// A namespace of its own with nothing running.
    case idle
    /// A namespace of its own with a process in it.
    case process([String])
    /// An existing namespace, by path.
    case namespace(String)
    case container(String)
    /// A host interface: a NIC or a VM's tap.
    case interface(String)
  }

  package var id: ID<Instance>
  package var vpc: ID<VPC>
  package var name: String
  /// The name in the file that stands for it and its siblings in other zones; nil where it is
  /// declared by itself.
  package var zonalName: String?
  package var subnet: ID<Subnet>
  package var ipv4: IPAddress?
  package var ipv6: IPAddress?
  package var publicAddress: IPAddress?
  package var publicAddressSource: SourceRange?
  package var sourceDestinationCheck: Bool
  package var workload: Workload
  package var source: SourceRange

  package init(
    id: ID<Instance>, vpc: ID<VPC>, name: String, subnet: ID<Subnet>, ipv4: IPAddress?,
    ipv6: IPAddress?, publicAddress: IPAddress?, publicAddressSource: SourceRange?,
    sourceDestinationCheck: Bool, workload: Workload, source: SourceRange
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.subnet = subnet
    self.ipv4 = ipv4
    self.ipv6 = ipv6
    self.publicAddress = publicAddress
    self.publicAddressSource = publicAddressSource
    self.sourceDestinationCheck = sourceDestinationCheck
    self.workload = workload
    self.source = source
  }
}
