/// The stages of a plan, in their order: what stands in the way goes, then everything new comes up
/// from the namespaces to the processes, and only then does the old go down, first what leads packets
/// to the rest.
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
  /// ended or had the time that they are given.
  case deregistration
  case removeRules = "remove_rules"
  case removeRoutes = "remove_routes"
  /// Rules of links that go, which what is on its way back over them asks, and those that drop the
  /// rest.
  case closeRules = "close_rules"
  /// Endpoints of gateway load balancers that nothing leads to any more.
  case removeEndpoints = "remove_endpoints"
  case stopProcesses = "stop_processes"
  case removeDataPlanes = "remove_data_planes"
  case removeNFTables = "remove_nftables"
  case removeAddresses = "remove_addresses"
  /// Routes that were held as blackholes while their link lost its last address.
  case restoreRoutes = "restore_routes"
  /// What only somebody else makes, and may not come back as it was, where it is in nobody's way.
  case removeForeign = "remove_foreign"
  case removeLinks = "remove_links"
  case removeNamespaces = "remove_namespaces"
}

extension Phase: Comparable {
  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  package static func < (left: Phase, right: Phase) -> Bool { left.rank < right.rank }
}
