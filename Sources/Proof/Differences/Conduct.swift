/// What becomes of one flow in one topology, over all choices, by names that both topologies share.
struct Conduct: Hashable, Sendable {
  /// Some choice connects: the request arrives and the reply comes back.
  var connects = false
  /// Some choice does not.
  var loses = false
  /// Some choice that connects is answered past other points.
  var isUnmirrored = false
  /// Services that every way which connects passes, in either direction; in order.
  var services: [Int32] = []
  /// Each such way's services: the request's, -1, the reply's reversed.
  var inspections: Set<[Int32]> = []
  /// Each such way's places, the request's first.
  var paths: Set<[Int64]> = []

  /// No flow can come into being.
  static let absent = Conduct(loses: true)

  mutating func addConnected(
    _ path: [Int64], request: [Int32], reply: [Int32], isMirrored: Bool
  ) {
    let seen = Set(request).union(reply)
    services = connects ? services.filter(seen.contains) : seen.sorted()
    connects = true
    if !isMirrored { isUnmirrored = true }
    inspections.insert(request + [-1] + reply)
    paths.insert(path)
  }

  /// How the conduct differs from an earlier one.
  func change(from old: Conduct) -> BehaviourChange {
    if self == old { return [] }
    var change: BehaviourChange = []
    if !old.loses, loses { change.insert(.newlyUnreachable) }
    if old.loses, !loses { change.insert(.newlyReachable) }
    if old.loses == loses, old.connects != connects {
      change.insert(connects ? .newlyReachable : .newlyUnreachable)
    }
    guard old.connects, connects else { return change }
    if old.isUnmirrored != isUnmirrored {
      change.insert(isUnmirrored ? .becameAsymmetric : .becameSymmetric)
    }
    change.formUnion(inspectionChange(from: old))
    // What sees one direction of a flow inspects nothing.
    if change.contains(.becameAsymmetric) { change.remove(.inspectionGained) }
    return change.isEmpty && paths != old.paths ? .pathChanged : change
  }

  private func inspectionChange(from old: Conduct) -> BehaviourChange {
    let (before, after) = (Set(old.services), Set(services))
    if after.isStrictSubset(of: before) { return .inspectionLost }
    if after.isStrictSuperset(of: before) { return .inspectionGained }
    if before != after { return .inspectionChanged }
    // What asymmetry does to the order is told as asymmetry.
    if old.isUnmirrored != isUnmirrored { return [] }
    return old.inspections == inspections ? [] : .inspectionChanged
  }
}
