import Topology

/// One end that a demand selects, with addresses that stand for all of its that are not excepted.
struct DemandParty<Bits: AddressBits>: Sendable {
  enum Kind: Hashable, Sendable { case hosts, instance, network, node }

  var end: FlowEnd
  var kind: Kind
  /// As a directory numbers ends; an instance has its subnet's number.
  var place: Int32
  var vpc: Int32
  /// -1 for a network on premises.
  var subnet: Int32
  var addresses: [Bits]
  /// Which of the end's stretches of addresses these are of; those that are excepted, or all taken,
  /// are told apart.
  var units: [Int32]

  /// Ends that look alike to everyone: of one class, with the same stretches.
  struct Key: Hashable, Sendable {
    var kind: Kind
    var endClass: Int32
    var units: [Int32]
  }
}

/// Parties that look alike.
struct DemandGroup<Bits: AddressBits>: Sendable {
  let key: DemandParty<Bits>.Key
  private(set) var members: [DemandParty<Bits>] = []
  /// By VPC: which members.
  private(set) var byVPC: [Int32: [Int]] = [:]

  init(_ key: DemandParty<Bits>.Key) { self.key = key }

  mutating func append(_ party: DemandParty<Bits>) {
    byVPC[party.vpc, default: []].append(members.count)
    members.append(party)
  }
}
