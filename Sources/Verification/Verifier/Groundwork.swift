import Topology

/// What an examination goes by, whatever the engine says of the topology.
struct Groundwork: Sendable {
  let judge: Judge
  let catalogue: FlowCatalogue
  /// See `TableScanner`.
  let traits: [TableTraits]

  /// - Parameter seeksRepairs: whether faults say what may mend them.
  init(_ topology: Topology, seeksRepairs: Bool = true) {
    judge = Judge(walker: Walker(topology), seeksRepairs: seeksRepairs)
    catalogue = FlowCatalogue(judge.walker)
    traits = TableScanner.traits(of: topology)
  }
}
