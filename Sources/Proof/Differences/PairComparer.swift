/// Compares what becomes of all flows between two ends in two topologies.
struct PairComparer<Bits: AddressBits> {
  typealias Party = PairProber<Bits>.Party
  typealias Differences = [FlowDifference: FlowWitness<Bits>]

  let old: ComparedSide<Bits>
  let new: ComparedSide<Bits>

  /// One end on both sides, its addresses in step.
  struct Sides {
    var old: Party
    var new: Party
  }

  func sides(_ end: JointEnds.End) -> Sides {
    Sides(
      old: old.directory.party(Int(end.old), of: old.prober),
      new: new.directory.party(Int(end.new), of: new.prober))
  }

  /// Flows that one end opens to another, on the sides where it opens any.
  func compare(
    from source: Sides, to destination: Sides, opens: (old: Bool, new: Bool),
    isReversed: Bool = false, instance: (old: Int32, new: Int32)? = nil,
    into found: inout Differences
  ) {
    guard opens.old || opens.new else { return }
    for (from, fromNew) in zip(source.old.addresses, source.new.addresses) {
      for (to, toNew) in zip(destination.old.addresses, destination.new.addresses) {
        let witness = FlowWitness<Bits>(
          isReversed: isReversed,
          old: .init(source: from, destination: to, isOpened: opens.old && source.old.start >= 0),
          new: .init(
            source: fromNew, destination: toNew, isOpened: opens.new && source.new.start >= 0),
          instance: instance)
        let before =
          witness.old.isOpened
          ? conduct(witness.old, source.old, destination.old, old.reader) : .absent
        let after =
          witness.new.isOpened
          ? conduct(witness.new, source.new, destination.new, new.reader) : .absent
        let change = after.change(from: before)
        if change.isEmpty { continue }
        let difference = FlowDifference(
          change: change, before: before.services, after: after.services)
        if found[difference] == nil { found[difference] = witness }
      }
    }
  }

  private func conduct(
    _ flow: FlowWitness<Bits>.Side, _ source: Party, _ destination: Party,
    _ reader: ConductReader<Bits>
  ) -> Conduct {
    reader.conduct(
      of: Probe(
        start: source.start, source: flow.source, destination: flow.destination,
        from: source.end, to: destination.end))
  }
}
