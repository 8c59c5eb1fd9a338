/// How many members scaling has given an appliance group: the agent writes it before it acts, and
/// whoever works out what the topology asks of the host reads it.
package struct GroupCapacity: Hashable, Sendable, Codable {
  /// What the topology said as `desired` then; where it says otherwise now, this is void.
  package var desired: Int
  package var members: Int
  /// Those behind them are being drained.
  package var inService: Int
  /// When it last changed, in seconds since 1970.
  package var since: Double
  /// Whether the host may not be so yet.
  package var isPending: Bool

  private enum CodingKeys: String, CodingKey {
    case desired, members, since
    case inService = "in_service"
    case isPending = "is_pending"
  }

  package init(desired: Int, members: Int, inService: Int, since: Double, isPending: Bool) {
    self.desired = desired
    self.members = members
    self.inService = inService
    self.since = since
    self.isPending = isPending
  }
}

extension RunDirectory {
  /// By the group's resource; none if scaling has not yet decided anything.
  package func readCapacities() throws(RunDirectoryError) -> [String: GroupCapacity] {
    try AtomicFile.readJSON([String: GroupCapacity].self, from: capacities) ?? [:]
  }

  package func write(_ capacities: [String: GroupCapacity]) throws(RunDirectoryError) {
    try AtomicFile.writeJSON(capacities, to: self.capacities)
  }
}
