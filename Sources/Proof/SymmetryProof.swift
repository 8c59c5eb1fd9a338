package import IPAddressing
package import Topology

/// The verdict on every pair of ends of a topology, exact and by classes: the flows of all pairs are
/// accounted for, not samples of them.
package struct SymmetryProof: Sendable {
  /// Pairs of ends with the same verdict, for the same reasons.
  package struct Group: Sendable {
    package var family: AddressFamily
    /// One of the pairs.
    package var first: FlowEnd
    package var second: FlowEnd
    package var count: Int
    package var effects: Effects
    /// Whether some proved way is translated before a service inspects it.
    package var isTranslatedBefore: Bool
    let members: PairGroup?
  }

  /// What some flow passes, by index in the topology, with a pair of ends whose flow does.
  package struct Passed: Sendable {
    package var family: AddressFamily
    package var first: FlowEnd
    package var second: FlowEnd
  }

  /// A packet to any address, an end's or nobody's, that comes back to where it was.
  package struct Loop: Sendable {
    package var source: FlowEnd
    /// Whose internet gateway lets it in, for a sender on the internet.
    package var vpc: ID<VPC>
    package var address: IPAddress
  }

  package internal(set) var groups: [Group] = []
  package private(set) var loops: [Loop] = []
  /// Whether so much might loop that not all of it was looked for.
  package private(set) var areLoopsCut = false
  package private(set) var endpoints: [Passed?] = []
  package private(set) var instances: [Passed?] = []
  package private(set) var natGateways: [Passed?] = []
  /// Services to which flows come from an attachment in appliance mode.
  package private(set) var hashedServices:
    [ID<GatewayLoadBalancer>: Set<ID<TransitGatewayAttachment>>] = [:]
  /// Hosts whose fingerprint says that some way is not mirrored, while the proof says all are: none,
  /// unless the engine is wrong.
  package internal(set) var disagreements: [FlowEnd] = []
  /// How many host-bearing subnets there are, and for how many of them the fingerprint was compared in
  /// each family that they have.
  package private(set) var fingerprinted = (hosts: 0, of: 0)
  /// Attachments by which some flow comes into a VPC that then inspects it.
  package private(set) var inspecting: Set<ID<TransitGatewayAttachment>> = []
  /// VPCs that some flow enters from one transit gateway, is inspected in, and leaves to another.
  package internal(set) var crossings: [ID<VPC>: Passed] = [:]
  /// VPCs that some flow leaves and enters again.
  package internal(set) var reentries: [ID<VPC>: Passed] = [:]
  private var families: [any FamilyProof] = []

  package init(_ topology: Topology) { self.init(topology, mostRows: DefaultRows<UInt32>.most) }

  /// - Parameter mostRows: see `DefaultRows`.
  init(_ topology: Topology, mostRows: Int) {
    endpoints = Array(repeating: nil, count: topology.gwlbEndpoints.count)
    instances = Array(repeating: nil, count: topology.instances.count)
    natGateways = Array(repeating: nil, count: topology.natGateways.count)
    let locations = LocationSpace(topology)
    add(SingleFamilyProof<UInt32>(topology, locations, mostRows: mostRows))
    let hasIPv6 = topology.vpcs.contains { !$0.ipv6.isEmpty }
    if hasIPv6 { add(SingleFamilyProof<UInt128>(topology, locations, mostRows: mostRows)) }
    let hosts = families.flatMap(\.fingerprinted)
    let uncompared = Set(hosts.lazy.filter { !$0.isCompared }.map(\.subnet))
    let all = Set(hosts.map(\.subnet))
    fingerprinted = (all.count - uncompared.count, all.count)
    for (index, attachment) in locations.attachmentOfEntry.enumerated()
    where families.contains(where: { $0.isEntered(index) }) {
      inspecting.insert(ID(Int(attachment)))
    }
  }

  private mutating func add(_ proof: some FamilyProof) {
    groups += proof.groups
    loops += proof.loops
    areLoopsCut = areLoopsCut || proof.areLoopsCut
    disagreements += proof.disagreements
    for index in endpoints.indices { endpoints[index] = endpoints[index] ?? proof.endpoint(index) }
    for index in instances.indices { instances[index] = instances[index] ?? proof.instance(index) }
    for index in natGateways.indices {
      natGateways[index] = natGateways[index] ?? proof.natGateway(index)
    }
    for (service, attachment) in proof.hashedServices {
      hashedServices[service, default: []].insert(attachment)
    }
    crossings.merge(proof.crossings.map { (ID(Int($0.key)), $0.value) }) { first, _ in first }
    reentries.merge(proof.reentries.map { (ID(Int($0.key)), $0.value) }) { first, _ in first }
    families.append(proof)
  }

  /// Unordered pairs of ends, a family each, whose flows are all routed symmetrically.
  package var pairsProved: Int { count { !$0.isFaulty && $0.contains(.proved) } }
  /// Pairs that no flow connects, and nothing is wrong with that.
  package var pairsUnconnected: Int { count { !$0.isFaulty && !$0.contains(.proved) } }
  /// Classes of pairs with flows that are routed symmetrically.
  package var flowClasses: Int { families.reduce(0) { $0 + $1.flowClasses } }
  package var pairsFaulty: Int { count { $0.isFaulty } }
  package var pairs: Int { count { _ in true } }

  private func count(_ isWanted: (Effects) -> Bool) -> Int {
    groups.reduce(0) { $0 + (isWanted($1.effects) ? $1.count : 0) }
  }

  /// What each family says to a demand.
  func verdicts(on demand: FlowDemand) -> [DemandVerdict] {
    families.compactMap { $0.verdict(on: demand) }
  }

  /// Every pair of a group, in order, while `body` wants more.
  package func forEachPair(of group: Group, _ body: (FlowEnd, FlowEnd) -> Bool) {
    guard let members = group.members, let proof = proof(of: group) else {
      _ = body(group.first, group.second)
      return
    }
    proof.forEachPair(of: members, body)
  }
}

/// Groups taken apart.
extension SymmetryProof {
  /// Pairs that differ from the group's example in the VPC of one side alone.
  package func variants(
    of group: Group
  ) -> (first: (FlowEnd, FlowEnd)?, second: (FlowEnd, FlowEnd)?) {
    guard let members = group.members, let proof = proof(of: group) else { return (nil, nil) }
    return proof.variants(of: members)
  }

  /// The last of a group's pairs; nil where the group is one pair.
  package func last(of group: Group) -> (FlowEnd, FlowEnd)? {
    guard let members = group.members, let proof = proof(of: group) else { return nil }
    return proof.last(of: members)
  }

  /// Pairs of a group that have one side's VPC in common.
  package struct Stratum: Sendable {
    /// One of them, and the last one with the same end there.
    package var pair: (FlowEnd, FlowEnd)
    package var last: (FlowEnd, FlowEnd)
    package var count: Int
  }

  /// The group's pairs by the VPC of one side, of so many VPCs at most.
  package func strata(of group: Group, bySecond: Bool, most: Int) -> [Stratum] {
    guard let members = group.members, let proof = proof(of: group) else { return [] }
    return proof.strata(of: members, bySecond: bySecond, most: most)
  }

  private func proof(of group: Group) -> (any FamilyProof)? {
    families.first { $0.family == group.family }
  }
}

extension SymmetryProof {
  /// Pairs whose IPv4 and IPv6 flows may pass different services; none of a topology of one family.
  package var familyDifferences: FamilyDifferences? {
    guard families.count == 2 else { return nil }
    return FamilyDifferences(families[0].hosts, families[1].hosts)
  }
}
