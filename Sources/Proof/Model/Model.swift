import IPAddressing
import Topology

/// A topology of one family as dense numbers and flat arrays: all that forwarding depends on.
///
/// A class: many hold it, and each would count references to all of its arrays.
final class Model<Bits: AddressBits>: Sendable {
  /// No subnet of the VPC has the address.
  static var noSubnet: Int32 { -1 }
  /// The address is of none of the VPC's CIDRs.
  static var outside: Int32 { -2 }

  let locations: LocationSpace
  /// By table as `LocationSpace.table` numbers them: addresses to actions.
  let tables: IntervalMaps<Bits>
  /// By VPC: addresses to subnets.
  let subnets: IntervalMaps<Bits>
  /// One map: 1 where the internet has the address.
  let internet: IntervalMaps<Bits>
  /// One map: the first VPC that has the address, `Int32.max` where none does.
  let owners: IntervalMaps<Bits>
  /// By VPC: what is behind its virtual private gateway.
  let onPremises: [[ClosedRange<Bits>]]
  /// Whether some network on premises is all IPv4 addresses: such a one claims none of them, and the
  /// internet has them, too.
  private let hasDefaultNetwork: Bool

  /// What each route does.
  let actions: RouteActions
  let peers: [(Int32, Int32)]
  let joined: JoinedVPCs
  let instances: [Instance]
  let natGateways: [NATGateway]
  let applianceMode: [Bool]
  let gateways: [Doors]
  /// IPv4 addresses of declared things by VPC, in order, with whether each has a public one.
  let mappings: [Mapping]
  /// By endpoint: the service behind it; by instance after them: what declares it.
  let services: [Int32]

  init(_ topology: Topology, _ locations: LocationSpace) {
    self.locations = locations
    actions = RouteActions(topology)
    tables = Self.tables(topology, actions, locations.own)
    subnets = Self.subnets(topology)
    (internet, owners) = Self.world(topology)
    onPremises = topology.vpcs.map { vpc in
      (vpc.virtualPrivateGateway?.onPremises ?? []).compactMap { Self.range(of: $0) }
    }
    hasDefaultNetwork = topology.vpcs.contains { vpc in
      vpc.virtualPrivateGateway?.onPremises.contains { $0.isDefault && $0.family == .ipv4 } ?? false
    }
    joined = JoinedVPCs(topology, as: Bits.self)
    peers = topology.peerings.map { ($0.vpcs.0.rawValue, $0.vpcs.1.rawValue) }
    instances = topology.instances.map { instance in
      Instance(
        subnet: instance.subnet.rawValue,
        address: Bits(ofFamily: Bits.family == .ipv4 ? instance.ipv4 : instance.ipv6),
        checksAddresses: instance.sourceDestinationCheck, isPublic: instance.publicAddress != nil)
    }
    natGateways = topology.natGateways.map { gateway in
      NATGateway(
        subnet: gateway.subnet.rawValue, vpc: gateway.vpc.rawValue,
        address: Bits(ofFamily: gateway.privateAddress) ?? 0)
    }
    applianceMode = topology.transitGatewayAttachments.map(\.applianceMode)
    gateways = topology.vpcs.map { vpc in
      Doors(
        hasInternetGateway: vpc.internetGateway != nil,
        hasEgressOnlyGateway: vpc.egressOnlyInternetGateway != nil)
    }
    mappings = Self.mappings(topology)
    services = Self.services(topology)
  }

  struct Instance: Sendable {
    var subnet: Int32
    var address: Bits?
    var checksAddresses: Bool
    var isPublic: Bool
  }

  struct NATGateway: Sendable {
    var subnet: Int32
    var vpc: Int32
    var address: Bits
  }

  struct Doors: Sendable {
    var hasInternetGateway: Bool
    var hasEgressOnlyGateway: Bool
  }

  struct Mapping: Sendable {
    var vpc: Int32
    var address: Bits
    var isPublic: Bool

    func precedes(_ other: Mapping) -> Bool {
      vpc != other.vpc ? vpc < other.vpc : address < other.address
    }
  }

  func contains(_ address: Bits, vpc: Int32) -> Bool {
    subnets.value(at: address, in: Int(vpc)) != Self.outside
  }

  func isOnInternet(_ address: Bits) -> Bool { internet.value(at: address, in: 0) == 1 }

  /// Whether a sender has a public address at a VPC's internet gateway: any host of the VPC may, a
  /// declared thing has what is declared.
  func hasPublicMapping(_ address: Bits, vpc: Int32) -> Bool {
    contains(address, vpc: vpc) && (mapping(of: address, vpc: vpc)?.isPublic ?? true)
  }

  /// Whether it matters to other ends than the internet which of a VPC's addresses are public: packets
  /// to a network on premises may leave by an internet gateway.
  func asksForPublicMappings(of vpc: Int32) -> Bool {
    hasDefaultNetwork && gateways[Int(vpc)].hasInternetGateway
  }

  /// By VPC: its NAT gateways, which translate IPv4 alone.
  var natGatewaysOfVPCs: [Int32: [Int]] {
    guard Bits.family == .ipv4 else { return [:] }
    return Dictionary(grouping: natGateways.indices) { natGateways[$0].vpc }
  }

  func mapping(of address: Bits, vpc: Int32) -> Mapping? {
    let wanted = Mapping(vpc: vpc, address: address, isPublic: false)
    let place = mappings.count(leading: { $0.precedes(wanted) })
    guard place < mappings.count, mappings[place].vpc == vpc, mappings[place].address == address
    else { return nil }
    return mappings[place]
  }
}
