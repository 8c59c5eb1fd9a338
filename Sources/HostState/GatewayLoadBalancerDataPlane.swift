package import IPAddressing

/// The data plane of one gateway load balancer: the programs on its endpoints' and nodes' links.
package struct GatewayLoadBalancerDataPlane: Hashable, Sendable, Codable {
  /// What its maps hold: MOST_ENDPOINTS, MOST_TARGETS and MOST_ZONES of gwlb.h.
  package static let mostEndpoints = 4096
  package static let mostTargets = 1024
  package static let mostZones = 16
  /// Seconds.
  package static let longestTCPIdleTimeout = 6000

  package enum Stickiness: String, Hashable, Sendable, Codable {
    case fiveTuple = "5_tuple"
    case threeTuple = "3_tuple"
    case twoTuple = "2_tuple"
  }

  /// When a TCP segment is answered with a reset, as a listener or a target group says
  /// (`send_tcp_reset`): RESETS_* of gwlb.h.
  package struct TCPResets: OptionSet, Hashable, Sendable, Codable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// It belongs to no flow: the connection has idled out.
    package static let idleTimeout = TCPResets(rawValue: 1)
    package static let unhealthy = TCPResets(rawValue: 2)
    /// After the deregistration delay.
    package static let deregistration = TCPResets(rawValue: 4)
  }

  /// The GWLB's end of one endpoint's veth.
  package struct Endpoint: Hashable, Sendable, Codable {
    /// Dense from 0, stable across edits; the index of its counters.
    package var slot: Int
    /// The resource's address, for `status`.
    package var resource: String
    /// Option type 1: the `vpce-` id as a number.
    package var id: UInt64
    /// Option type 2: the attachment id.
    package var attachmentID: UInt64
    package var link: LinkName
    package var linkIndex: Int32
    /// What inspected packets are sent with: our end's address and the router end's.
    package var macAddress: MACAddress
    package var routerMACAddress: MACAddress
    /// The index of the endpoint's zone among `nodes`' zones.
    package var zone: Int
    /// Bytes of the largest inner packet.
    package var mtu: Int

    private enum CodingKeys: String, CodingKey {
      case slot, resource, id, link, zone, mtu
      case attachmentID = "attachment_id"
      case linkIndex = "link_index"
      case macAddress = "mac_address"
      case routerMACAddress = "router_mac_address"
    }

    package init(
      slot: Int, resource: String, id: UInt64, attachmentID: UInt64, link: LinkName,
      linkIndex: Int32, macAddress: MACAddress, routerMACAddress: MACAddress, zone: Int, mtu: Int
    ) {
      self.slot = slot
      self.resource = resource
      self.id = id
      self.attachmentID = attachmentID
      self.link = link
      self.linkIndex = linkIndex
      self.macAddress = macAddress
      self.routerMACAddress = routerMACAddress
      self.zone = zone
      self.mtu = mtu
    }
  }

  /// The GWLB's interface in one zone's subnet.
  package struct Node: Hashable, Sendable, Codable {
    package var zone: Int
    /// The zone's name, for `status`.
    package var zoneName: String
    package var link: LinkName
    package var linkIndex: Int32
    package var address: IPAddress
    package var macAddress: MACAddress

    private enum CodingKeys: String, CodingKey {
      case zone, link, address
      case zoneName = "zone_name"
      case linkIndex = "link_index"
      case macAddress = "mac_address"
    }

    package init(
      zone: Int, zoneName: String = "", link: LinkName, linkIndex: Int32, address: IPAddress,
      macAddress: MACAddress
    ) {
      self.zone = zone
      self.zoneName = zoneName
      self.link = link
      self.linkIndex = linkIndex
      self.address = address
      self.macAddress = macAddress
    }
  }

  /// One registered appliance.
  package struct Target: Hashable, Sendable, Codable {
    /// Stable across edits; the index of its counters and in Maglev tables.
    package var slot: Int
    package var resource: String
    package var address: IPAddress
    package var zone: Int
    /// Per zone of `nodes`, what reaches the target from that node: the target's own address in
    /// its subnet, the router's otherwise.
    package var nextHopMACAddresses: [Int: MACAddress]
    /// Deregistered: it keeps its flows for the deregistration delay, and gets no new one.
    ///
    /// So while its group is made smaller: by a plan that removes the target, or by `scaling`.
    package var isDraining: Bool

    private enum CodingKeys: String, CodingKey {
      case slot, resource, address, zone
      case nextHopMACAddresses = "next_hop_mac_addresses"
      case isDraining = "is_draining"
    }

    package init(
      slot: Int, resource: String, address: IPAddress, zone: Int,
      nextHopMACAddresses: [Int: MACAddress], isDraining: Bool = false
    ) {
      self.slot = slot
      self.resource = resource
      self.address = address
      self.zone = zone
      self.nextHopMACAddresses = nextHopMACAddresses
      self.isDraining = isDraining
    }
  }

  package enum HealthProtocol: String, Hashable, Sendable, Codable { case tcp, http, https }

  /// How targets are probed, in seconds; AWS's defaults and ranges are the language's.
  package struct HealthCheck: Hashable, Sendable, Codable {
    package var `protocol`: HealthProtocol
    package var port: Int
    package var path: String
    package var interval: Double
    package var timeout: Double
    package var healthyThreshold: Int
    package var unhealthyThreshold: Int

    private enum CodingKeys: String, CodingKey {
      case `protocol`, port, path, interval, timeout
      case healthyThreshold = "healthy_threshold"
      case unhealthyThreshold = "unhealthy_threshold"
    }

    package init(
      protocol: HealthProtocol, port: Int, path: String, interval: Double, timeout: Double,
      healthyThreshold: Int, unhealthyThreshold: Int
    ) {
      self.protocol = `protocol`
      self.port = port
      self.path = path
      self.interval = interval
      self.timeout = timeout
      self.healthyThreshold = healthyThreshold
      self.unhealthyThreshold = unhealthyThreshold
    }
  }

  package var endpoints: [Endpoint]
  package var nodes: [Node]
  package var targets: [Target]
  package var crossZone: Bool
  package var stickiness: Stickiness
  /// Seconds, 60 to 6000; every other protocol idles out after 120.
  package var tcpIdleTimeout: Int
  /// `rebalance`: flows of an unhealthy target move to a healthy one.
  package var rebalances: Bool
  package var tcpResets: TCPResets
  /// Seconds that a target may keep its flows for after it was deregistered, 0 to 3600.
  package var deregistrationDelay: Int
  package var healthCheck: HealthCheck
  /// How the agent sizes the group; nil where it keeps its size.
  package var scaling: Scaling?
  /// The zones whose new flows go otherwise than the targets' health asks for, because somebody has
  /// changed their Maglev tables; nil for none, as in all that is desired.
  package var strayZones: [Int]?

  private enum CodingKeys: String, CodingKey {
    case endpoints, nodes, targets, stickiness, rebalances, scaling
    case crossZone = "cross_zone"
    case tcpIdleTimeout = "tcp_idle_timeout"
    case tcpResets = "tcp_resets"
    case deregistrationDelay = "deregistration_delay"
    case healthCheck = "health_check"
    case strayZones = "stray_zones"
  }

  package init(
    endpoints: [Endpoint], nodes: [Node], targets: [Target], crossZone: Bool,
    stickiness: Stickiness, tcpIdleTimeout: Int, rebalances: Bool,
    tcpResets: TCPResets = [], deregistrationDelay: Int,
    healthCheck: HealthCheck, scaling: Scaling? = nil
  ) {
    self.endpoints = endpoints
    self.nodes = nodes
    self.targets = targets
    self.crossZone = crossZone
    self.stickiness = stickiness
    self.tcpIdleTimeout = tcpIdleTimeout
    self.rebalances = rebalances
    self.tcpResets = tcpResets
    self.deregistrationDelay = deregistrationDelay
    self.healthCheck = healthCheck
    self.scaling = scaling
  }
}
