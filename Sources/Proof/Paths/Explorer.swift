import IPAddressing

/// Follows packets through a model, by every choice of the transit gateways.
struct Explorer<Bits: AddressBits>: Sendable {
  typealias Leg = Trail<Bits>
  typealias Choices = [(attachment: Int32, entry: Int32)]

  /// What one decision does to a packet.
  enum Progress {
    case moves(to: Int32)
    case ends(Ending)
    /// The entries that a transit gateway may hand the packet to; hashed for the flow's life or not.
    case branches(Range<Int32>, isHashed: Bool)
  }

  let model: Model<Bits>
  /// Whether peerings and gateways carry packets from anywhere, whatever these have passed: for who asks
  /// where packets to an address may go, whoever sends them.
  let takesAnySource: Bool
  var locations: LocationSpace { model.locations }

  init(_ model: Model<Bits>, takesAnySource: Bool = false) {
    self.model = model
    self.takesAnySource = takesAnySource
  }

  /// Whether a packet is from where those begin that leave a VPC.
  func isOwn(_ source: Bits, vpc: Int32) -> Bool {
    takesAnySource || model.contains(source, vpc: vpc)
  }

  /// Every way of a packet from `start`.
  ///
  /// - Parameter earlier: where the flow's legs before this one have been.
  func trails(
    from start: Int32, source: Bits, to destination: Bits, _ role: Leg.Role,
    choices: Choices = [], earlier: [Int32] = []
  ) -> [Leg] {
    var first = Leg(start: start, source: source, destination: destination)
    first.choices = choices
    var open: [(trail: Leg, location: Int32)] = [(first, start)]
    var finished: [Leg] = []
    while var (trail, location) = open.popLast() {
      following: while true {
        switch advance(&trail, at: location, role, earlier) {
        case .moves(let next): location = next
        case .ends(let ending):
          trail.ending = ending
          finished.append(trail)
          break following
        case .branches(let entries, let isHashed):
          for entry in entries {
            var branch = trail
            if isHashed {
              let attachment = locations.attachmentOfEntry[Int(entry - locations.entries)]
              branch.choices.append((attachment, entry))
            }
            open.append((branch, entry))
          }
          break following
        }
      }
    }
    return finished
  }

  /// Takes one decision.
  private func advance(
    _ trail: inout Leg, at location: Int32, _ role: Leg.Role, _ earlier: [Int32]
  ) -> Progress {
    if trail.steps.contains(location) || earlier.contains(location) { return .ends(.loop) }
    trail.steps.append(location)
    let destination = trail.destination
    let action = Action(
      rawValue: model.tables.value(at: destination, in: Int(locations.table[Int(location)])))
    let index = Int32(action.index)
    let vpc = locations.vpc[Int(location)]
    switch action.kind {
    case .noRoute: return .ends(.dropped(.noRoute))
    case .reserved: return .ends(.dropped(.reserved))
    case .unservedEndpoint: return .ends(.dropped(.noAppliance))
    case .undecided: return .ends(.dropped(.undecided))
    case .blackhole: return .ends(.dropped(.blackhole))
    case .attachment: return leaveHub(trail, at: location, by: index)
    case .local: return .ends(delivery(of: destination, in: vpc))
    case .endpoint: return .moves(to: locations.endpoint(index))
    case .instance: return enter(index, from: location, destination)
    case .natGateway:
      if Bits.family == .ipv6 { return .ends(.dropped(.natOfIPv6)) }
      if case .reply = role { return .ends(.dropped(.natWithoutConnection)) }
      return .ends(.translated(index))
    case .internetGateway: return leaveByInternetGateway(trail, of: vpc, role)
    case .egressOnlyGateway: return leaveByEgressOnlyGateway(&trail, of: vpc, role)
    case .virtualPrivateGateway: return leaveByVirtualPrivateGateway(trail, of: vpc)
    case .transitGateway: return enterHub(index, at: location, from: vpc)
    case .peering:
      return cross(index, from: vpc, source: trail.source, to: destination).map { .moves(to: $0) }
        ?? .ends(.dropped(.peeringTransit))
    }
  }

  private func delivery(of destination: Bits, in vpc: Int32) -> Ending {
    switch model.subnets.value(at: destination, in: Int(vpc)) {
    case Model<Bits>.outside: .dropped(.noRoute)
    case Model<Bits>.noSubnet: .dropped(.noSubnet)
    case let subnet: .delivered(subnet: subnet)
    }
  }

  private func enter(_ index: Int32, from location: Int32, _ destination: Bits) -> Progress {
    let instance = model.instances[Int(index)]
    // AWS wants a public address on an interface that an internet gateway routes to (aws-gwlb 4.3).
    if Bits.family == .ipv4, !instance.isPublic, locations.isInternetGateway(location) {
      return .ends(.dropped(.noPublicMapping))
    }
    if instance.address == destination { return .ends(.delivered(subnet: instance.subnet)) }
    return instance.checksAddresses
      ? .ends(.dropped(.sourceDestinationCheck)) : .moves(to: locations.instance(index))
  }

  private func enterHub(_ hub: Int32, at location: Int32, from vpc: Int32) -> Progress {
    let attachment = locations.attachment(of: vpc, to: hub)
    if attachment < 0 { return .ends(.dropped(.notAttached)) }
    let zone = locations.zone[Int(location)]
    guard zone >= 0, locations.entryInZone[Int(attachment * locations.zones + zone)] >= 0 else {
      return .ends(.dropped(.noAttachmentInZone))
    }
    return .moves(to: locations.hub(attachment, zone: zone))
  }

  /// In the flow's zone with appliance mode, else in the packet's own, else in any.
  private func leaveHub(_ trail: Leg, at location: Int32, by attachment: Int32) -> Progress {
    let first = locations.entries + locations.entryOffset[Int(attachment)]
    let end = locations.entries + locations.entryOffset[Int(attachment) + 1]
    if model.applianceMode[Int(attachment)] {
      for choice in trail.choices where choice.attachment == attachment {
        return .moves(to: choice.entry)
      }
      return .branches(first..<end, isHashed: true)
    }
    let zone = locations.zone[Int(location)]
    let entry = locations.entryInZone[Int(attachment * locations.zones + zone)]
    return entry >= 0 ? .moves(to: entry) : .branches(first..<end, isHashed: false)
  }

  /// Where a peering leads; nil for what it does not carry, as it carries only packets between
  /// addresses of its two VPCs.
  private func cross(
    _ index: Int32, from vpc: Int32, source: Bits, to destination: Bits
  ) -> Int32? {
    let (left, right) = model.peers[Int(index)]
    let side: Int32 = vpc == left ? 1 : 0
    let peer = side == 1 ? right : left
    guard vpc == left || vpc == right, isOwn(source, vpc: vpc),
      model.contains(destination, vpc: peer)
    else { return nil }
    return locations.peering(index, side: side)
  }

  /// Whether local routes and peerings alone deliver a packet in a subnet: most pairs of neighbours
  /// are told without a trail.
  func delivers(
    from start: Int32, source: Bits, to destination: Bits, in subnet: Int32
  ) -> Bool {
    var location = start
    // No peering leads on to another.
    for _ in 0..<2 {
      let action = Action(
        rawValue: model.tables.value(at: destination, in: Int(locations.table[Int(location)])))
      let vpc = locations.vpc[Int(location)]
      switch action.kind {
      case .local: return model.subnets.value(at: destination, in: Int(vpc)) == subnet
      case .peering:
        let next = cross(Int32(action.index), from: vpc, source: source, to: destination)
        guard let next else { return false }
        location = next
      default: return false
      }
    }
    return false
  }
}
