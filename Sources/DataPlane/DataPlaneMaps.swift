import HostState

/// The pinned maps of one kind of data plane.
protocol DataPlaneMaps {
  associatedtype State: Hashable

  /// Nil when a map is missing.
  init?(pins: PinDirectory) throws(DataPlaneError)

  /// Before the programs are attached or replaced: writes everything that `desired` needs, and
  /// removes nothing that a packet may still use.
  func prepare(_ desired: State) throws(DataPlaneError)

  /// When the programs are in place: removes what `desired` no longer needs.
  func finish(_ desired: State) throws(DataPlaneError)

  /// What the maps hold and the kernel runs. Names and other values that the kernel does not know
  /// are `record`'s.
  func observe(_ links: AttachedLinks, record: State?) throws(DataPlaneError) -> State
}
