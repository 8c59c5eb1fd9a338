import IPAddressing
import Topology

/// Addresses with which packets loop from where they enter a VPC: by a transit gateway, a peering or,
/// with IPv6, over the internet.
///
/// Only addresses are looked at that lead there, and on from there.
struct EnteringLoops<Bits: AddressBits> {
  /// In order, each once.
  private(set) var addresses: [Bits] = []
  private(set) var isCut = false

  private let model: Model<Bits>
  private let boundaries: Boundaries<Bits>
  private let prober: Prober<Bits>
  private let budget: Int
  private var walks = 0
  private let looping: Set<Int32>
  /// Addresses walked, by the entry that they were walked from.
  private var walked: [Int32: Set<Bits>] = [:]
  private var found: Set<Bits> = []

  /// - Parameter budget: how many walks are made at most.
  init(
    _ topology: Topology, _ model: Model<Bits>, _ graph: LocationGraph<Bits>, budget: Int
  ) {
    self.model = model
    self.budget = budget
    boundaries = Boundaries(topology, model, widest: .max)
    prober = Prober(model, takesAnySource: true)
    let locations = model.locations
    looping = graph.loopingLocations(among: Array(locations.gateways..<locations.hubs))
    if !looping.isEmpty { search() }
  }

  private mutating func search() {
    let locations = model.locations
    for table in 0..<model.tables.count {
      for index in model.tables.range(of: table) {
        let action = Action(rawValue: model.tables.values[index])
        let interval = model.tables.starts[index]...model.tables.end(of: index, in: table)
        switch action.kind {
        case .attachment:
          for entry in locations.entries(of: Int32(action.index)) { walk(entry, interval) }
        case .peering:
          for side in [0, 1] as [Int32] {
            walk(locations.peering(Int32(action.index), side: side), interval)
          }
        default: break
        }
      }
    }
    if Bits.family == .ipv6 { walkFromInternet() }
    addresses = found.sorted()
  }

  private mutating func walkFromInternet() {
    for vpc in model.gateways.indices {
      for index in model.subnets.range(of: vpc)
      where model.subnets.values[index] != Model<Bits>.outside {
        let interval = model.subnets.starts[index]...model.subnets.end(of: index, in: vpc)
        for gateway in [LocationSpace.Gateway.internet, .egressOnly] {
          walk(model.locations.gateway(Int32(vpc), gateway), interval)
        }
      }
    }
  }

  /// Walks with each address of an interval that is told apart, where the entry's table leads on.
  private mutating func walk(_ entry: Int32, _ interval: ClosedRange<Bits>) {
    guard looping.contains(entry) else { return }
    let table = Int(model.locations.table[Int(entry)])
    let last = model.tables.range(of: table).upperBound
    var index = model.tables.index(of: interval.lowerBound, in: table)
    while index < last, model.tables.starts[index] <= interval.upperBound {
      let low = max(interval.lowerBound, model.tables.starts[index])
      let high = min(interval.upperBound, model.tables.end(of: index, in: table))
      if Action(rawValue: model.tables.values[index]).leadsOn {
        walk(entry, from: low, through: high)
      }
      index += 1
    }
  }

  private mutating func walk(_ entry: Int32, from low: Bits, through high: Bits) {
    for part in boundaries.parts(of: low...high) {
      let address = part.lowerBound
      guard walked[entry, default: []].insert(address).inserted else { continue }
      if walks == budget {
        isCut = true
        return
      }
      walks += 1
      // The sender's address makes no difference to a walk that takes any.
      if prober.loop(from: entry, source: address, to: address) != nil { found.insert(address) }
    }
  }
}
