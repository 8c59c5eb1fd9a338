import Topology

/// One of two topologies that are compared, with all that its flows are followed by.
struct ComparedSide<Bits: AddressBits> {
  let topology: Topology
  let names: JointNames
  let survey: Survey<Bits>
  let classes: EndClasses
  let prober: PairProber<Bits>
  let reader: ConductReader<Bits>

  var model: Model<Bits> { survey.model }
  var directory: Directory<Bits> { survey.directory }

  init(_ topology: Topology, _ population: Population<Bits>, _ names: JointNames) {
    self.topology = topology
    self.names = names
    var survey = Survey(topology, population)
    classes = EndClasses(&survey)
    self.survey = survey
    prober = PairProber(population)
    reader = ConductReader(population.model, names)
  }

  /// Whether flows are opened from one end to another, as ends inside the VPCs and behind them are
  /// numbered: hosts before networks, these before load balancer nodes, which open none to them.
  func opens(_ first: Int32, _ second: Int32) -> Bool {
    let (networks, nodes) = (Int32(directory.networkBase), Int32(directory.nodeBase))
    if first >= nodes { return false }
    if second >= nodes {
      let node = directory.population.nodes[Int(second - nodes)]
      if first < networks, directory.population.subnets[Int(first)] == node.subnet { return false }
      return node.isInternal
    }
    return first < networks || second < networks
  }
}
