import CLinux
import IPAddressing

/// What a route's message holds, gathered attribute by attribute.
struct RouteFields {
  let header: rtmsg
  let family: AddressFamily
  private var table: UInt32
  private var destination: IPAddress
  private var metric: UInt32 = 0
  private var gateway: IPAddress?
  private var linkIndex: Int32?
  private var lockedMTU: Int?
  /// Whether the route leads to a next hop that is an object of its own.
  private(set) var hasNexthopObject = false
  /// What we never set, in `ip`'s words.
  private var strange: [String] = []

  init(header: rtmsg, family: AddressFamily) {
    self.header = header
    self.family = family
    table = UInt32(header.rtm_table)
    destination = IPAddress(family, bits: 0)
    if header.rtm_src_len != 0 { strange.append("from .../\(header.rtm_src_len)") }
    if header.rtm_tos != 0 { strange.append("tos \(header.rtm_tos)") }
  }

  mutating func read(_ attribute: Attribute) {
    switch attribute.type {
    case Int(RTA_TABLE.rawValue): table = attribute.number() ?? table
    case Int(RTA_DST.rawValue): destination = attribute.address ?? destination
    case Int(RTA_PRIORITY.rawValue): metric = attribute.number() ?? 0
    case Int(RTA_GATEWAY.rawValue): gateway = attribute.address
    case Int(RTA_OIF.rawValue): linkIndex = attribute.number()
    case Int(RTA_METRICS.rawValue): read(metrics: attribute.nested)
    // RTA_CACHEINFO tells of use, RTA_PREF is `medium` unless a router advertisement says else.
    case Int(RTA_CACHEINFO.rawValue), Int(RTA_PAD.rawValue): break
    case Int(RTA_PREF.rawValue):
      if attribute.number(UInt8.self) != 0 { strange.append("pref") }
    case Int(RTA_MULTIPATH.rawValue): strange.append("nexthop ... nexthop ...")
    case Int(RTA_NH_ID.rawValue):
      hasNexthopObject = true
      strange.append("nhid \(attribute.number(UInt32.self) ?? 0)")
    case Int(RTA_PREFSRC.rawValue):
      strange.append("src \(attribute.address.map { "\($0)" } ?? "?")")
    case Int(RTA_VIA.rawValue): strange.append("via inet6 ...")
    case Int(RTA_SRC.rawValue): break  // rtm_src_len has told
    case Int(RTA_ENCAP.rawValue), Int(RTA_ENCAP_TYPE.rawValue): strange.append("encap")
    default: strange.append("attribute \(attribute.type)")
    }
  }

  private mutating func read(metrics: AttributeSequence) {
    var mtu: Int?
    var locks: UInt32 = 0
    for metric in metrics {
      switch metric.type {
      case Int(RTAX_LOCK): locks = metric.number() ?? 0
      case Int(RTAX_MTU): mtu = metric.number(UInt32.self).map { Int($0) }
      default: strange.append("metric \(metric.type)")
      }
    }
    if let mtu, locks != UInt32(1) << UInt32(RTAX_MTU) { strange.append("mtu \(mtu)") }
    lockedMTU = mtu
  }

  var route: Route {
    Route(
      table: table, destination: Prefix(destination, length: Int(header.rtm_dst_len)),
      metric: metric, action: action, lockedMTU: lockedMTU, owner: header.rtm_protocol)
  }

  private var action: Route.Action {
    var strange = strange
    switch Int(header.rtm_type) {
    case Int(RTN_BLACKHOLE) where strange.isEmpty: return .blackhole
    case Int(RTN_UNICAST) where strange.isEmpty:
      guard let linkIndex else { break }
      guard let gateway else { return .link(index: linkIndex) }
      let isOnLink = header.rtm_flags & UInt32(RTNH_F_ONLINK) != 0
      return .via(gateway, linkIndex: linkIndex, onLink: isOnLink)
    default: break
    }
    if Int(header.rtm_type) != Int(RTN_UNICAST) { strange.insert(typeName, at: 0) }
    if let gateway { strange.append("via \(gateway)") }
    return .other(strange.joined(separator: " "), linkIndex: linkIndex)
  }

  private var typeName: String {
    let names = [
      Int(RTN_LOCAL): "local", Int(RTN_BROADCAST): "broadcast", Int(RTN_ANYCAST): "anycast",
      Int(RTN_MULTICAST): "multicast", Int(RTN_BLACKHOLE): "blackhole",
      Int(RTN_UNREACHABLE): "unreachable", Int(RTN_PROHIBIT): "prohibit", Int(RTN_THROW): "throw",
    ]
    return names[Int(header.rtm_type)] ?? "type \(header.rtm_type)"
  }
}
