import Topology

/// The ends inside the VPCs and behind them that two topologies have in common, in classes: no flow
/// to or from another VPC tells members of one apart, on either side, nor whether what it passes is
/// called the same on both.
struct JointEnds: Sendable {
  struct End: Sendable {
    /// As each side's directory numbers it.
    var old: Int32
    var new: Int32
    /// As the old topology numbers it.
    var vpc: Int32
  }

  private(set) var ends: [End] = []
  /// By end.
  private(set) var classes: [Int32] = []
  /// By class, in order.
  private(set) var members: [[Int32]] = []
  /// By class: whether nothing is different in its members' VPCs.
  private(set) var isUntouched: [Bool] = []
  /// By VPC of the old topology.
  private(set) var endsOfVPC: [[Int32]]

  private struct Key: Hashable {
    var old: Int32
    var new: Int32
    var names: Int32
    var isUntouched: Bool
  }

  init<Bits: AddressBits>(
    _ population: JointPopulation<Bits>, _ old: ComparedSide<Bits>, _ new: ComparedSide<Bits>,
    _ correspondence: Correspondence, isUntouched: [Bool]
  ) {
    endsOfVPC = [[Int32]](repeating: [], count: old.topology.vpcs.count)
    let (before, after) = (old.directory, new.directory)
    let counterparts =
      population.subnets
      + population.networks.map { $0 < 0 ? -1 : $0 + Int32(after.networkBase) }
      + population.nodes.map { $0 < 0 ? -1 : $0 + Int32(after.nodeBase) }
    var known: [Key: Int32] = [:]
    var signatures = NameSignatures(old, new, correspondence)
    for (end, counterpart) in counterparts.enumerated() where counterpart >= 0 {
      let vpc = before.vpc(of: end)
      let key = Key(
        old: old.classes.classes[end], new: new.classes.classes[Int(counterpart)],
        names: signatures.signature(of: vpc), isUntouched: isUntouched[Int(vpc)])
      let found = known[key] ?? Int32(members.count)
      if Int(found) == members.count {
        known[key] = found
        members.append([])
        self.isUntouched.append(key.isUntouched)
      }
      let index = Int32(ends.count)
      ends.append(End(old: Int32(end), new: counterpart, vpc: vpc))
      classes.append(found)
      members[Int(found)].append(index)
      endsOfVPC[Int(vpc)].append(index)
    }
  }
}
