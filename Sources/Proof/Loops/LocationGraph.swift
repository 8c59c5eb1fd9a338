import IPAddressing

/// Which location may follow which, whatever the address: what no walk can leave.
struct LocationGraph<Bits: AddressBits>: Sendable {
  private let model: Model<Bits>
  /// By table: its different actions that lead on.
  private let actions: [[Action]]

  /// - Parameter leavesVPCs: whether what leads out of a VPC leads on.
  init(_ model: Model<Bits>, leavesVPCs: Bool = true) {
    self.model = model
    actions = (0..<model.tables.count).map { table in
      var found: [Action] = []
      for index in model.tables.range(of: table) {
        let action = Action(rawValue: model.tables.values[index])
        guard leavesVPCs ? action.leadsOn : action.leadsOnInside else { continue }
        // Attachments of a hub are many, and seldom repeated.
        if action.kind == .attachment || !found.contains(action) { found.append(action) }
      }
      return found
    }
  }

  /// All of `locations` from which some walk might come back to where it was.
  func loopingLocations(among starts: [Int32]) -> Set<Int32> {
    // 0: not seen, 1: on the way, 2: done, 3: done and may loop.
    var colours = [UInt8](repeating: 0, count: Int(model.locations.count) + 1)
    for start in starts where colours[Int(start)] == 0 { search(from: start, &colours) }
    return Set(starts.filter { colours[Int($0)] == 3 })
  }

  private func search(from start: Int32, _ colours: inout [UInt8]) {
    var open: [(location: Int32, next: [Int32], loops: Bool)] = []
    func enter(_ location: Int32) {
      colours[Int(location)] = 1
      open.append((location, successors(of: location), false))
    }
    enter(start)
    while let top = open.indices.last {
      if let next = open[top].next.popLast() {
        switch colours[Int(next)] {
        case 0: enter(next)
        case 1, 3: open[top].loops = true
        default: break
        }
      } else {
        let (location, _, loops) = open.removeLast()
        colours[Int(location)] = loops ? 3 : 2
        if loops, let parent = open.indices.last { open[parent].loops = true }
      }
    }
  }

  /// IPv6 goes through the internet to every other VPC's gateway: one location for all of it.
  private var internet: Int32 { model.locations.count }

  private func successors(of location: Int32) -> [Int32] {
    let locations = model.locations
    if location == internet {
      return model.gateways.indices.flatMap {
        [
          locations.gateway(Int32($0), .internet), locations.gateway(Int32($0), .egressOnly),
        ]
      }
    }
    return actions[Int(locations.table[Int(location)])].flatMap { action -> [Int32] in
      let index = Int32(action.index)
      switch action.kind {
      case .endpoint: return [locations.endpoint(index)]
      case .instance:
        return model.instances[Int(index)].checksAddresses ? [] : [locations.instance(index)]
      case .natGateway: return [locations.natGateway(index)]
      case .attachment: return Array(locations.entries(of: index))
      case .transitGateway:
        let attachment = locations.attachment(of: locations.vpc[Int(location)], to: index)
        let zone = locations.zone[Int(location)]
        return attachment < 0 || zone < 0 ? [] : [locations.hub(attachment, zone: zone)]
      case .internetGateway, .egressOnlyGateway: return Bits.family == .ipv6 ? [internet] : []
      case .peering: return [locations.peering(index, side: 0), locations.peering(index, side: 1)]
      default: return []
      }
    }
  }
}
