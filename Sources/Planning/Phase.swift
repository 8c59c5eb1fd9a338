/// The stages of a plan, in their order: what stands in the way goes, then everything new comes up
/// from the namespaces to the processes, and only then does the old go down the other way.
///
/// Operations of one phase in different namespaces are independent of each other; those of one
/// namespace are in order.
package enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
  /// Links that must be made anew, and what hangs on them; their routes turn to blackholes.
  case release
  case namespaces
  case links
  /// Link settings, addresses and neighbours.
  case settings
  case routes
  case rules
  case nftables
  case dataPlanes = "data_planes"
  case processes
  /// Routes that take packets another way than now: what they point at is up.
  case reroutes
  /// A rule sends packets past a router's tables, to others that were filled beside them.
  case switchRoutes = "switch_routes"
  /// The tables themselves, which nobody asks meanwhile.
  case settleRoutes = "settle_routes"
  /// The rule goes.
  case releaseSwitch = "release_switch"
  /// Targets of gateway load balancers that were being drained are removed, once their flows have
  /// ended or had the time that they are given; and endpoints that no route points at any more.
  case deregistration
  case stopProcesses = "stop_processes"
  case removeRules = "remove_rules"
  case removeRoutes = "remove_routes"
  case removeDataPlanes = "remove_data_planes"
  case removeNFTables = "remove_nftables"
  case removeAddresses = "remove_addresses"
  /// Routes that were held as blackholes while their link lost its last address.
  case restoreRoutes = "restore_routes"
  case removeLinks = "remove_links"
  case removeNamespaces = "remove_namespaces"
}

extension Phase: Comparable {
  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  package static func < (left: Phase, right: Phase) -> Bool { left.rank < right.rank }
}
