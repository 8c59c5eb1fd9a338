import IPAddressing

/// Which location may follow which, whatever the address: what no walk can leave.
struct LocationGraph<Bits: AddressBits>: Sendable {
  private let model: Model<Bits>
  /// By table: its different actions that lead on, but for those to attachments.
  private let actions: [[Action]]
  /// By table: the attachments that it leads to.
  private let attachments: [[Int32]]

  /// - Parameter leavesVPCs: whether what leads out of a VPC leads on.
  init(_ model: Model<Bits>, leavesVPCs: Bool = true) {
    self.model = model
    var attachments = [[Int32]](repeating: [], count: model.tables.count)
    actions = (0..<model.tables.count).map { table in
      var found: [Action] = []
      for index in model.tables.range(of: table) {
        let action = Action(rawValue: model.tables.values[index])
        guard leavesVPCs ? action.leadsOn : action.leadsOnInside else { continue }
        if action.kind == .attachment {
          attachments[table].append(Int32(action.index))
        } else if !found.contains(action) {
          found.append(action)
        }
      }
      return found
    }
    self.attachments = attachments
  }

  /// All of `locations` from which some walk might come back to where it was.
  func loopingLocations(among starts: [Int32]) -> Set<Int32> {
    // 0: not seen, 1: on the way, 2: done, 3: done and may loop.
    var colours = [UInt8](repeating: 0, count: Int(internet) + 1 + attachments.count)
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

  /// A hub's table leads to as many attachments as there are that it decides for: one location stands
  /// between them.
  private func way(throughHub table: Int32) -> Int32 { internet + 1 + table }

  private func successors(of location: Int32) -> [Int32] {
    let locations = model.locations
    if location > internet {
      return attachments[Int(location - way(throughHub: 0))].flatMap { locations.entries(of: $0) }
    }
    if location == internet {
      return model.gateways.indices.flatMap {
        [
          locations.gateway(Int32($0), .internet), locations.gateway(Int32($0), .egressOnly),
        ]
      }
    }
    let table = locations.table[Int(location)]
    let attached = attachments[Int(table)].isEmpty ? [] : [way(throughHub: table)]
    return attached
      + actions[Int(table)].flatMap { action -> [Int32] in
        let index = Int32(action.index)
        switch action.kind {
        case .endpoint: return [locations.endpoint(index)]
        case .instance:
          return model.instances[Int(index)].checksAddresses ? [] : [locations.instance(index)]
        case .natGateway: return [locations.natGateway(index)]
        case .transitGateway:
          let attachment = locations.attachment(of: locations.vpc[Int(location)], to: index)
          let zone = locations.zone[Int(location)]
          return attachment < 0 || zone < 0 ? [] : [locations.hub(attachment, zone: zone)]
        case .internetGateway, .egressOnlyGateway: return Bits.family == .ipv6 ? [internet] : []
        case .peering:
          return [locations.peering(index, side: 0), locations.peering(index, side: 1)]
        default: return []
        }
      }
  }
}
