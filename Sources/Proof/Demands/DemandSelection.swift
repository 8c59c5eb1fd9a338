import IPAddressing
import Topology

/// The ends of one side of a demand, in groups that look alike.
struct DemandSelection<Bits: AddressBits>: Sendable {
  private(set) var groups: [DemandGroup<Bits>] = []
  /// The internet and named hosts there.
  private(set) var outside: [FlowEnd] = []
  private var places: [DemandParty<Bits>.Key: Int] = [:]

  init(_ ends: [FlowEnd], _ directory: DemandDirectory<Bits>, except ranges: [ClosedRange<Bits>]) {
    for end in ends {
      switch end {
      case .internet, .internetHost: outside.append(end)
      default:
        guard let party = directory.party(end, except: ranges) else { continue }
        let key = DemandParty<Bits>.Key(
          kind: party.kind, endClass: directory.classes.classes[Int(party.place)],
          units: party.units)
        if let place = places[key] {
          groups[place].append(party)
        } else {
          places[key] = groups.count
          groups.append(DemandGroup(key))
          groups[groups.count - 1].append(party)
        }
      }
    }
  }
}

/// Finds ends by what the topology calls them.
struct DemandDirectory<Bits: AddressBits>: Sendable {
  let classes: EndClasses
  let directory: Directory<Bits>
  private var placeOfSubnet: [Int32: Int32] = [:]
  private var placeOfNode: [Int64: Int32] = [:]
  private var placeOfNetwork: [FlowEnd: Int32] = [:]
  private var population: Population<Bits> { directory.population }
  private var model: Model<Bits> { directory.model }

  init(_ directory: Directory<Bits>, _ classes: EndClasses) {
    self.directory = directory
    self.classes = classes
    for (place, subnet) in population.subnets.enumerated() { placeOfSubnet[subnet] = Int32(place) }
    for place in population.networks.indices {
      let number = Int32(directory.networkBase + place)
      placeOfNetwork[directory.end(number)] = number
    }
    for (place, node) in population.nodes.enumerated() {
      placeOfNode[Int64(node.balancer) << 32 | Int64(node.index)] =
        Int32(directory.nodeBase + place)
    }
  }

  /// Nil for an end that has no address of the family, or none that is not excepted.
  func party(_ end: FlowEnd, except ranges: [ClosedRange<Bits>]) -> DemandParty<Bits>? {
    let isSelected = { (address: Bits) in !ranges.contains { $0.contains(address) } }
    let found: DemandParty<Bits>?
    switch end {
    case .internet, .internetHost: found = nil
    case .subnet(let subnet): found = hosts(end, subnet.rawValue, isSelected)
    case .instance(let instance):
      found = self.instance(end, model.instances[instance.index], isSelected)
    case .onPremises: found = placeOfNetwork[end].map { network(end, $0, isSelected) }
    case .loadBalancerNode(let balancer, let node):
      found = placeOfNode[Int64(balancer.rawValue) << 32 | Int64(node)].map {
        self.node(end, $0, isSelected)
      }
    }
    return found.flatMap { $0.addresses.isEmpty ? nil : $0 }
  }

  private func make(
    _ end: FlowEnd, _ kind: DemandParty<Bits>.Kind, _ place: Int32, subnet: Int32
  ) -> DemandParty<Bits> {
    DemandParty(
      end: end, kind: kind, place: place, vpc: directory.vpc(of: Int(place)), subnet: subnet,
      addresses: [], units: [])
  }

  private func hosts(
    _ end: FlowEnd, _ subnet: Int32, _ isSelected: (Bits) -> Bool
  ) -> DemandParty<Bits>? {
    guard let place = placeOfSubnet[subnet] else { return nil }
    var party = make(end, .hosts, place, subnet: subnet)
    for (index, unit) in population.units[Int(place)].filter({ $0.hasHost }).enumerated() {
      guard unit.hasFree, let address = population.taken.free(in: unit, of: subnet) else {
        continue
      }
      let isWanted = isSelected(address)
      party.units.append(Int32(isWanted ? index : -1 - index))
      if isWanted { party.addresses.append(address) }
    }
    return party
  }

  private func instance(
    _ end: FlowEnd, _ instance: Model<Bits>.Instance, _ isSelected: (Bits) -> Bool
  ) -> DemandParty<Bits>? {
    guard let address = instance.address, let place = placeOfSubnet[instance.subnet],
      isSelected(address)
    else { return nil }
    var party = make(end, .instance, place, subnet: instance.subnet)
    party.addresses = [address]
    let unit = population.units[Int(place)].filter({ $0.hasHost }).firstIndex {
      $0.first <= address && address <= $0.last
    }
    party.units = [unit.map { Int32($0) } ?? .min + place]
    return party
  }

  private func network(
    _ end: FlowEnd, _ number: Int32, _ isSelected: (Bits) -> Bool
  ) -> DemandParty<Bits> {
    var party = make(end, .network, number, subnet: -1)
    let units = population.networkUnits[Int(number) - directory.networkBase]
    party.addresses = units.map(\.first).filter(isSelected)
    return party
  }

  private func node(
    _ end: FlowEnd, _ number: Int32, _ isSelected: (Bits) -> Bool
  ) -> DemandParty<Bits> {
    let node = population.nodes[Int(number) - directory.nodeBase]
    var party = make(end, .node, number, subnet: node.subnet)
    party.addresses = [node.address].filter(isSelected)
    return party
  }
}
