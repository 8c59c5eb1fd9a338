import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  /// Stands in for an address until all are assigned.
  func placeholder(_ subnet: ID<Subnet>) -> IPAddress {
    topology[subnet].ipv4?.first ?? IPAddress(ipv4: 0)
  }

  /// The name that an assignment is remembered by.
  func key(_ owner: String, _ family: AddressFamily) -> String {
    family == .ipv4 ? owner : owner + "/ipv6"
  }

  /// Gives every node, appliance, endpoint, gateway and instance the addresses that are not written:
  /// first those that it had before, then the lowest free ones, in the order of the file.
  mutating func assignAddresses() {
    assignInternetAddresses()
    var wanted: [ID<Subnet>: [Slot]] = [:]
    for slot in slots() { wanted[slot.subnet, default: []].append(slot) }
    let spares = Dictionary(grouping: spareSlots(), by: \.subnet)
    let written = Dictionary(grouping: writtenAddresses, by: \.subnet)
    // Most subnets of a large topology have nothing declared in them.
    for id in Set(wanted.keys).union(spares.keys).union(written.keys).sorted() {
      let subnet = topology[id]
      let mine = wanted[id] ?? []
      let fixed = written[id] ?? []
      let spare = spares[id] ?? []
      for address in fixed
      where contents[id.index].isComplete
        && !subnet.cidrs.contains(where: { $0.contains(address.address.value) })
      {
        refuse(
          .outsideSubnet,
          "\(address.address.value) is not in the subnet `\(subnet.name)`"
            + (subnet.cidrs.isEmpty ? "" : ", which is ")
            + subnet.cidrs.map(\.description).joined(separator: " and "),
          at: address.address.range,
          notes: [.init("the subnet is declared here", at: subnet.source)])
      }
      for cidr in subnet.cidrs {
        var pool = AddressPool(cidr, reservedAtStart: 4)
        for address in fixed where cidr.contains(address.address.value) {
          claim(address.address, address.owner, &pool, "the subnet `\(subnet.name)`")
        }
        let family = mine.filter { $0.family == cidr.family }
        keepPriors(family.map { key($0.owner, cidr.family) }, &pool)
        for slot in family {
          let address = next(
            key(slot.owner, cidr.family), &pool,
            full: "the subnet `\(topology.address(id))` (\(cidr))", at: slot.source)
          guard let address else { break }
          set(address, slot.place)
        }
        for slot in spare where slot.family == cidr.family {
          guard pool.next(for: key(slot.owner, cidr.family)) == nil else { continue }
          refuse(
            .subnetFull,
            "the subnet `\(topology.address(id))` (\(cidr)) has no free address left for "
              + "`\(slot.owner)`, which `scaling` may add", at: slot.source,
            help: "make it larger, or `max` smaller")
          break
        }
      }
    }
  }

  /// Takes a written address, unless it is reserved or taken.
  mutating func claim(
    _ address: Located<IPAddress>, _ owner: String, _ pool: inout AddressPool, _ space: String
  ) {
    guard pool.cidr.contains(address.value) else {
      refuse(.outsideSubnet, "\(address.value) is not in \(space)", at: address.range)
      return
    }
    guard pool.isUsable(address.value) else {
      refuse(
        .reservedAddress, "\(address.value) is reserved in \(space)", at: address.range,
        help: pool.range.map { "take one from \($0.lowerBound) to \($0.upperBound)" })
      return
    }
    if let other = pool.taken[address.value.bits] {
      refuse(
        .duplicateAddress, "\(address.value) already belongs to `\(other)`", at: address.range,
        help: "choose another address, or leave it out to get the next free one")
      return
    }
    pool.take(address.value, for: owner)
  }

  mutating func keepPriors(_ keys: [String], _ pool: inout AddressPool) {
    for key in keys {
      if let prior = priorAssignments[key] { pool.keep(prior, for: key) }
    }
  }

  mutating func next(
    _ key: String, _ pool: inout AddressPool, full space: String, at range: SourceRange
  ) -> IPAddress? {
    guard let address = pool.next(for: key) else {
      refuse(
        .subnetFull, "\(space) has no free address left for `\(key)`", at: range,
        help: "make it larger, or put less into it")
      return nil
    }
    assignments[key] = address
    return address
  }
}
