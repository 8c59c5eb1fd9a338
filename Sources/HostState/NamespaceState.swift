/// One network namespace and everything in it that the topology owns.
package struct NamespaceState: Hashable, Sendable {
  /// The resource that the namespace stands for, such as `app/instance/web-a`; kept in the kernel
  /// as the alias of `lo`.
  ///
  /// An observed namespace whose creation was interrupted has an empty one: it can only be deleted
  /// and made anew.
  package var resource: String
  /// Values under `/proc/sys`, keyed by the path below it (`net/ipv4/ip_forward`).
  ///
  /// Set before any link exists, so that `default` values are inherited. Only the named ones are
  /// owned.
  package var sysctls: [String: String]
  package var links: [LinkName: LinkState]
  package var addresses: Set<AddressState>
  package var neighbors: Set<NeighborState>
  package var routes: Set<RouteState>
  package var rules: Set<RuleState>
  /// The kernel's own rules that are deleted here.
  ///
  /// A namespace that asks something before `local` names rule 0 and has a rule of its own that
  /// looks `local` up at another preference.
  package var absentDefaultRules: Set<DefaultRule>
  /// The nftables tables, as the text of one `table FAMILY NAME { … }` each, keyed by `FAMILY
  /// NAME`.
  ///
  /// Observed and desired texts are compared as nft(8) itself prints them.
  package var nftables: [String: String]
  /// The eBPF programs attached in this namespace and their maps.
  package var dataPlane: DataPlaneState?
  /// Files under the topology's run directory and the processes that live in this namespace,
  /// keyed by a name that is unique in the namespace.
  package var processes: [String: ProcessState]
  /// Only observed.
  package var foreign: Set<ForeignItem> = []

  package init(
    resource: String, sysctls: [String: String] = [:], links: [LinkName: LinkState] = [:],
    addresses: Set<AddressState> = [], neighbors: Set<NeighborState> = [],
    routes: Set<RouteState> = [], rules: Set<RuleState> = [],
    absentDefaultRules: Set<DefaultRule> = [], nftables: [String: String] = [:],
    dataPlane: DataPlaneState? = nil, processes: [String: ProcessState] = [:]
  ) {
    self.resource = resource
    self.sysctls = sysctls
    self.links = links
    self.addresses = addresses
    self.neighbors = neighbors
    self.routes = routes
    self.rules = rules
    self.absentDefaultRules = absentDefaultRules
    self.nftables = nftables
    self.dataPlane = dataPlane
    self.processes = processes
  }
}
