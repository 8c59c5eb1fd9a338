import IPAddressing
import Topology

/// The verdicts of one family.
protocol FamilyProof: Sendable {
  var family: AddressFamily { get }
  var groups: [SymmetryProof.Group] { get }

  func forEachPair(of group: PairGroup, _ body: (FlowEnd, FlowEnd) -> Bool)
}

struct SingleFamilyProof<Bits: AddressBits>: FamilyProof {
  let groups: [SymmetryProof.Group]
  private let pairs: ClassPairs<Bits>

  var family: AddressFamily { Bits.family }

  init(_ topology: Topology, _ locations: LocationSpace) {
    let model = Model<Bits>(topology, locations)
    var survey = Survey(topology, Population(topology, model))
    let classes = EndClasses(&survey)
    let pairs = ClassPairs(survey.directory, survey.neighbourhood, classes)
    let outside = OutsidePairs(topology, survey, classes)
    let directory = survey.directory
    var groups = pairs.groups.map { group in
      SymmetryProof.Group(
        family: Bits.family, first: directory.end(group.first), second: directory.end(group.second),
        count: group.count, effects: group.effects, members: group)
    }
    func add(_ first: FlowEnd, _ second: FlowEnd, _ effects: Effects) {
      groups.append(
        .init(
          family: Bits.family, first: first, second: second, count: 1, effects: effects,
          members: nil))
    }
    for (place, effects) in outside.subnets { add(directory.end(Int32(place)), .internet, effects) }
    for (place, effects) in outside.nodes {
      add(.internet, directory.end(Int32(directory.nodeBase + place)), effects)
    }
    for (place, instance, effects) in outside.legs {
      add(
        directory.end(Int32(directory.nodeBase + place)), .instance(ID(instance)), effects)
    }
    self.groups = groups
    self.pairs = pairs
  }

  func forEachPair(of group: PairGroup, _ body: (FlowEnd, FlowEnd) -> Bool) {
    pairs.forEachPair(of: group) {
      body(pairs.directory.end($0), pairs.directory.end($1))
    }
  }
}

extension Directory {
  func end(_ index: Int32) -> FlowEnd {
    let index = Int(index)
    if index < networkBase { return .subnet(ID(Int(population.subnets[index]))) }
    if index < nodeBase {
      let network = population.networks[index - networkBase]
      return .onPremises(ID(Int(network.vpc)), network.prefix)
    }
    let node = population.nodes[index - nodeBase]
    return .loadBalancerNode(ID(Int(node.balancer)), node: Int(node.index))
  }
}
