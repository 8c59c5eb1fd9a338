/// What a table does with a packet, in one word: a kind and an index.
struct Action: Hashable, Sendable {
  enum Kind: Int32 {
    case noRoute, local, blackhole, internetGateway, egressOnlyGateway, virtualPrivateGateway
    case natGateway, endpoint, instance, transitGateway, peering, attachment
    /// A range that AWS never forwards, whatever the routes say.
    case reserved
    /// An endpoint whose gateway load balancer has no appliance for it.
    case unservedEndpoint
    /// Two prefix lists' routes, of which AWS picks either.
    case undecided
  }

  let rawValue: Int32

  init(rawValue: Int32) { self.rawValue = rawValue }

  init(_ kind: Kind, _ index: Int = 0) { rawValue = kind.rawValue << 27 | Int32(index) }

  var kind: Kind { Kind(rawValue: rawValue >> 27) ?? .noRoute }
  var index: Int { Int(rawValue & 0x7FF_FFFF) }
}

extension Action {
  /// Whether the packet comes to another table.
  var leadsOn: Bool {
    switch kind {
    case .endpoint, .instance, .natGateway, .transitGateway, .attachment, .internetGateway,
      .egressOnlyGateway, .peering:
      true
    case .noRoute, .local, .blackhole, .virtualPrivateGateway, .reserved, .unservedEndpoint,
      .undecided:
      false
    }
  }

  /// Whether that is another table of the same VPC.
  var leadsOnInside: Bool { kind == .endpoint || kind == .instance || kind == .natGateway }

  /// What is chosen when AWS leaves a tie open: an order of names, so that the order of
  /// declarations does not matter between kinds.
  static func tieOrder(_ left: Int32, _ right: Int32) -> Bool {
    let (left, right) = (Action(rawValue: left), Action(rawValue: right))
    if left.name != right.name { return left.name < right.name }
    return "\(left.index)" < "\(right.index)"
  }

  private var name: String {
    switch kind {
    case .attachment: ""
    case .blackhole: "blackhole"
    case .egressOnlyGateway: "egressOnlyInternetGateway"
    case .endpoint, .unservedEndpoint: "gwlbEndpoint"
    case .instance: "instance"
    case .internetGateway: "internetGateway"
    case .local: "local"
    case .natGateway: "natGateway"
    case .peering: "peering"
    case .transitGateway: "transitGateway"
    case .virtualPrivateGateway: "virtualPrivateGateway"
    case .noRoute, .reserved, .undecided: "~"
    }
  }
}
