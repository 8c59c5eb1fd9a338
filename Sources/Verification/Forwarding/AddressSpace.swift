import IPAddressing
import Topology

/// Who has which addresses, and what the internet routes.
struct AddressSpace: Sendable {
  private struct Owned: Hashable, Sendable {
    var vpc: ID<VPC>
    var address: IPAddress
  }

  /// Addresses of declared things, and whether each has a public one.
  private var mapped: [Owned: Bool] = [:]
  private let vpcs: [VPC]
  private let internet: Internet

  init(_ topology: Topology) {
    vpcs = topology.vpcs
    internet = topology.internet
    for instance in topology.instances {
      guard let address = instance.ipv4 else { continue }
      mapped[Owned(vpc: instance.vpc, address: address)] = instance.publicAddress != nil
    }
    for balancer in topology.loadBalancers {
      for node in balancer.nodes {
        mapped[Owned(vpc: balancer.vpc, address: node.address)] = node.publicAddress != nil
      }
    }
    for gateway in topology.natGateways {
      mapped[Owned(vpc: gateway.vpc, address: gateway.privateAddress)] = true
    }
  }

  /// Whether an IPv4 sender has a public address at a VPC's internet gateway.
  ///
  /// Any host of the VPC's own may have one; a declared thing has what is declared.
  func hasPublicMapping(_ address: IPAddress, in vpc: ID<VPC>) -> Bool {
    guard vpcs[vpc.index].contains(address) else { return false }
    return mapped[Owned(vpc: vpc, address: address)] ?? true
  }

  func owner(ofIPv6 address: IPAddress) -> ID<VPC>? {
    vpcs.first { $0.ipv6.contains { $0.contains(address) } }?.id
  }

  /// Whether the address belongs to the internet: outside every VPC and attached network, and not
  /// of the special ranges (RFC 6890), unless the lab's own internet lies there.
  func isOnInternet(_ address: IPAddress) -> Bool {
    let isLab = internet.ipv4.contains(address) || internet.ipv6.contains(address)
    guard isLab || !Self.isSpecial(address) else { return false }
    return !vpcs.contains { $0.contains(address) || $0.hasOnPremises(address) }
  }

  private static func isSpecial(_ address: IPAddress) -> Bool {
    address.isIPv4
      ? specialIPv4.contains { $0.contains(address) } : !globalIPv6.contains(address)
  }

  /// The ranges that AWS never forwards, whatever routes cover them.
  static let neverForwarded = prefixes(["169.254.168.0/22", "fd00:ec2::/32"])

  static func isNeverForwarded(_ address: IPAddress) -> Bool {
    neverForwarded.contains { $0.contains(address) }
  }

  static let specialIPv4 = prefixes([
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4",
  ])
  /// 2000::/3, all global unicast addresses (RFC 4291 2.4).
  static let globalIPv6 = Prefix(IPAddress(.ipv6, bits: UInt128(0x2000) << 112), length: 3)

  private static func prefixes(_ texts: [String]) -> [Prefix] { texts.compactMap { Prefix($0) } }
}

extension VPC {
  /// Whether an address is of one of the VPC's CIDRs.
  func contains(_ address: IPAddress) -> Bool { cidrs.contains { $0.contains(address) } }

  /// Whether an address is of a network behind the VPC's virtual private gateway.
  ///
  /// A default route towards it claims no address of the internet.
  func hasOnPremises(_ address: IPAddress) -> Bool {
    virtualPrivateGateway?.onPremises.contains { !$0.isDefault && $0.contains(address) } ?? false
  }
}
