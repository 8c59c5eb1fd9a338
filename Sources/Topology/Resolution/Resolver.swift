import Configuration
import Diagnostics
import IPAddressing
import Threads

/// Builds the topology stage by stage; each stage is an extension in a file of its own.
struct Resolver {
  let document: TopologyDocument
  let files: FileAccess
  let priorAssignments: [String: IPAddress]
  /// By resource.
  let capacities: [String: ApplianceGroup.Capacity]
  var topology: Topology
  var diagnostics: [Diagnostic] = []
  var assignments: [String: IPAddress] = [:]

  var zones: [String: ID<Zone>] = [:]
  var prefixLists: [String: ID<PrefixList>] = [:]
  var vpcs: [String: ID<VPC>] = [:]
  var peerings: [String: ID<Peering>] = [:]
  /// Gateway Load Balancers by how others than their own VPC refer to them; thousands do to one.
  var services: [String: ID<GatewayLoadBalancer>] = [:]
  var transitGateways: [String: ID<TransitGateway>] = [:]
  /// By transit gateway.
  var attachedVPCs: [Set<ID<VPC>>] = []
  var hasRefusedAttachments: Set<ID<TransitGateway>> = []
  /// By VPC.
  var names: [VPCNames] = []
  /// By subnet: what stands in it.
  var contents: [SubnetContents] = []
  var writtenAddresses: [WrittenAddress] = []
  /// Made when the first selector asks.
  var ends: FlowEndIndex?
  var publicAddresses: [PublicAddressClaim] = []
  /// Zones that were refused once, and by VPC and gateway who needs one that is missing.
  var unknownZones: Set<String> = []
  var missingGateways: [MissingGateway: [MissingGateway.Need]] = [:]
  /// Mistakes that may stand in several places, by what is said about them.
  var repeated: [String: RepeatedFault] = [:]
  /// The firewalls' rule files that were read.
  var ruleFiles: [SourceFile] = []
  /// By VPC, made when the first mistake asks.
  private var kinds: [ID<VPC>: VPCKinds] = [:]
  /// By VPC: which subnet has exactly this CIDR; made when a route first asks.
  private var subnetsByCIDR: [ID<VPC>: [Prefix: ID<Subnet>]] = [:]
  /// How many more names are looked at for hints: a huge topology with a mistake in every line must
  /// not take quadratic time.
  private var hintBudget = 2_000_000
  /// Targets that were refused for a zone.
  var refusedTargets: Set<String> = []

  init(
    document: TopologyDocument, files: FileAccess, assignments: [String: IPAddress],
    capacities: [String: ApplianceGroup.Capacity]
  ) {
    self.document = document
    self.files = files
    priorAssignments = assignments
    self.capacities = capacities
    let internet = document.declaration.internet?.value ?? InternetDeclaration()
    topology = Topology(
      name: document.declaration.name?.value ?? "",
      internet: Internet(ipv4: internet.cidr.value, ipv6: internet.ipv6CIDR.value))
    topology.mtu = document.declaration.mtu.value
    topology.directory = document.directory
    topology.files = document.files
  }

  var declaration: TopologyDeclaration { document.declaration }

  mutating func resolve() {
    resolveZones()
    resolvePrefixLists()
    resolveInternetHosts()
    resolveVPCs()
    resolveSubnets()
    resolveApplianceGroups()
    resolveGatewayLoadBalancers()
    resolveEndpoints()
    resolveInstances()
    resolveTargetGroups()
    resolveLoadBalancers()
    resolveNATGateways()
    resolvePeerings()
    resolveTransitGateways()
    resolveRouteTables()
    resolveTransitGatewayRoutes()
    resolveHosts()
    refuseMissingGateways()
    checkPublicAddresses()
    refuseUnusableRanges()
    assignAddresses()
    resolveInspections()
    resolveExpectations()
    refuseRepeatedFaults()
    diagnostics += quotaWarnings()
  }

  consuming func resolution(files: [SourceFile]) -> Resolution {
    let hasErrors = diagnostics.contains { $0.severity == .error }
    topology.files += ruleFiles
    // The declarations of a large topology are many small things.
    Disposal.release((document, names))
    return Resolution(
      topology: hasErrors ? nil : topology, diagnostics: Resolution.sorted(diagnostics),
      assignments: hasErrors ? priorAssignments : assignments, files: files + ruleFiles)
  }

  /// Whether a name belongs to something that was refused while reading, or to a member of it.
  func isLost(_ name: String) -> Bool {
    guard !document.lostWords.isEmpty else { return false }
    return document.lostWords.contains(name)
      || topology.zones.contains {
        name.hasSuffix("-\($0.name)")
          && document.lostWords.contains(String(name.dropLast($0.name.count + 1)))
      }
  }

  mutating func kinds(of vpc: ID<VPC>) -> VPCKinds {
    if let known = kinds[vpc] { return known }
    let made = VPCKinds(declaration.vpcs[vpc.index].value)
    kinds[vpc] = made
    return made
  }

  /// The subnet of a VPC that has exactly this CIDR; of several, which are refused, the last.
  mutating func subnet(with cidr: Prefix, in vpc: ID<VPC>) -> ID<Subnet>? {
    if let known = subnetsByCIDR[vpc] { return known[cidr] }
    let cidrs = topology[vpc].subnets.flatMap { id in topology[id].cidrs.map { ($0, id) } }
    let made = Dictionary(cidrs, uniquingKeysWith: { _, last in last })
    subnetsByCIDR[vpc] = made
    return made[cidr]
  }

  /// Whether so many names may still be looked at for a hint.
  mutating func affordsHint(among count: Int) -> Bool {
    guard hintBudget >= count else { return false }
    hintBudget -= count
    return true
  }

  mutating func refuse(
    _ id: DiagnosticID, _ message: String, at range: SourceRange?,
    notes: [Diagnostic.Note] = [], help: String? = nil
  ) {
    diagnostics.append(Diagnostic(.error, id, message, at: range, notes: notes, help: help))
  }
}
