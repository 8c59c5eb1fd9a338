import Diagnostics
import IPAddressing
import Topology

/// What a dropped packet says about its network.
struct Loss {
  let topology: Topology
  /// Nil when the packet ended at another place with the same address.
  let reason: DropReason?
  let step: Step

  /// The finding's name; nil when only the direction decides.
  var id: DiagnosticID? {
    switch reason {
    case .blackhole: .blackholeExplicit
    case .noAttachmentInZone: .blackholeAZ
    case .peeringTransit: .blackholePeeringTransit
    case .noPublicMapping: .igwNoPublicMapping
    case .sourceDestinationCheck: .sourceDestCheck
    case .egressOnlyAfterEndpoint: .egressOnlyAfterEndpoint
    case .noAppliance: .crossZoneOffSingleAZTargets
    case .undecided: .ambiguousPrefixList
    default: nil
    }
  }

  /// Of what is lost for a reason that concerns all flows alike; nil for what a packet's own way
  /// tells.
  var message: String? {
    switch reason {
    case .noAppliance(let endpoint):
      "\(explanation): `\(topology.address(endpoint))` drops all flows"
    case .undecided: dispute?.message
    default: nil
    }
  }

  /// Which prefix lists leave it open where the packet goes.
  private var dispute: PrefixListDispute? {
    guard let chosen = step.route,
      let other = step.shadowed.first(where: { $0.isOfPrefixList && $0.nextHop != chosen.nextHop })
    else { return nil }
    return PrefixListDispute(chosen, other, in: step.table, topology)
  }

  var location: SourceRange {
    switch reason {
    case .noAppliance(let endpoint): topology[topology[endpoint].service].source
    case .undecided: dispute?.location ?? topology.place(of: step)
    case .sourceDestinationCheck(let instance): topology[instance].source
    default: topology.place(of: step)
    }
  }

  var notes: [Diagnostic.Note] {
    switch reason {
    case .sourceDestinationCheck:
      [.init("the route that sends packets to it", at: topology.place(of: step))]
    case .noAttachmentInZone(let attachment):
      [.init("the attachment", at: topology[attachment].source)]
    case .noAppliance(let endpoint):
      [
        .init("the appliances", at: group(behind: endpoint).source),
        .init("the endpoint", at: topology[endpoint].source),
      ]
    case .undecided: dispute?.notes ?? []
    default: []
    }
  }

  var candidates: [[Edit]] {
    switch reason {
    case .sourceDestinationCheck(let instance): [[.set(.switchOffSourceDestinationCheck(instance))]]
    case .noAppliance(let endpoint): [[.set(.switchOnCrossZone(topology[endpoint].service))]]
    case .noAttachmentInZone(let attachment): sibling(attachment).map { [[$0]] } ?? []
    case .noPublicMapping: translated.map { [[$0]] } ?? []
    case .egressOnlyAfterEndpoint:
      step.route.map {
        [
          [
            .retargetRoute(
              step.table, $0.destination, from: $0.nextHop, to: .target(.internetGateway))
          ]
        ]
      } ?? []
    default: []
    }
  }

  /// The route to an internet gateway leads to a NAT gateway of the VPC instead, of the zone's own
  /// where there is one.
  private var translated: Edit? {
    guard let route = step.route, route.nextHop == .target(.internetGateway),
      route.destination.family == .ipv4, let vpc = topology.vpc(of: step.location)
    else { return nil }
    let gateways = topology.natGateways.filter { gateway in
      gateway.vpc == vpc && topology[gateway.subnet].routeTable != table(of: step)
    }
    let gateway =
      gateways.first { topology[$0.subnet].zone == step.zone } ?? gateways.first
    return gateway.map {
      .retargetRoute(
        step.table, route.destination, from: route.nextHop, to: .target(.natGateway($0.id)))
    }
  }

  private func table(of step: Step) -> ID<RouteTable>? {
    if case .routeTable(let table) = step.table { table } else { nil }
  }

  private func group(behind endpoint: ID<GWLBEndpoint>) -> ApplianceGroup {
    topology[topology[topology[endpoint].service].applianceGroup]
  }

  private func zone(of endpoint: ID<GWLBEndpoint>) -> String {
    topology[topology.zone(of: .endpoint(endpoint))].name
  }

  /// The attachment's subnet of the packet's zone, where the zonal subnet that it stands in has one.
  private func sibling(_ id: ID<TransitGatewayAttachment>) -> Edit? {
    let attachment = topology[id]
    let names = Set(
      attachment.subnets.filter { !topology[$0].hosts }.compactMap { topology[$0].zonalName })
    return topology[attachment.vpc].subnets.first {
      topology[$0].zone == step.zone && topology[$0].zonalName.map(names.contains) ?? false
    }.map { .set(.stand(id, in: $0)) }
  }

  private var table: String {
    let address = "`\(topology.address(step.table, at: step.location))`"
    return isImplicit ? "\(address) (implicit: the subnet names no table)" : address
  }

  private var isImplicit: Bool {
    if case .routeTable(let table) = step.table { topology[table].isImplicit } else { false }
  }

  private var zone: String { step.zone.map { topology[$0].name } ?? "?" }

  var explanation: String {
    switch reason {
    case nil: "it ends at another place that has the same address"
    case .noRoute: "no route of \(table) matches"
    case .blackhole: "a `blackhole` route of \(table) matches"
    case .reserved: "AWS never forwards this range"
    case .noSubnet: "no subnet has the address"
    case .noAttachmentInZone(let attachment):
      "`\(topology.address(attachment))` has no subnet in zone \(zone)"
    case .notAttached(let gateway): "the VPC is not attached to `\(topology.address(gateway))`"
    case .peeringTransit(let peering):
      "`\(topology.address(peering))` carries only packets between its own two VPCs"
    case .edgeToEdge: "a virtual private gateway carries only packets of its own VPC"
    case .notOnPremises: "no network behind the virtual private gateway has the address"
    case .noPublicMapping:
      if case .gateway = step.location {
        "an instance that an internet gateway routes to needs a public address"
      } else {
        "the sender has no public address at this internet gateway"
      }
    case .privateDestination: "the internet does not route the destination"
    case .sourceDestinationCheck(let instance):
      "`\(topology.address(instance))` checks source and destination, and is neither"
    case .egressOnlyAfterEndpoint:
      "an egress-only internet gateway drops what comes from a GWLB endpoint"
    case .egressOnlyInbound: "an egress-only internet gateway lets no new flow in"
    case .natWithoutConnection(let gateway):
      "`\(topology.address(gateway))` never saw the flow that this is a reply of"
    case .natOfIPv6(let gateway): "`\(topology.address(gateway))` translates IPv4 only"
    case .noAppliance(let endpoint):
      "`\(topology.address(group(behind: endpoint).id))` has no appliance in zone \(zone(of: endpoint)), and cross-zone load balancing is off"
    case .undecided: "AWS picks either of two prefix lists' routes"
    }
  }

  /// What to look at when no repair was verified.
  var advice: String {
    switch reason {
    case .noPublicMapping:
      "give the sender a `public_address`, or send it through a NAT gateway of its VPC"
    case .noAttachmentInZone(let attachment):
      "add a subnet of zone \(zone) to `\(topology.address(attachment))`"
    case .peeringTransit: "route this destination over a transit gateway or a peering of its own"
    case .egressOnlyAfterEndpoint:
      "route `::/0` of the endpoint's subnet to `internet_gateway` instead"
    case .natWithoutConnection:
      "send replies to the internet by `internet_gateway`, in a subnet that has no NAT default"
    case .noAppliance(let endpoint):
      "set `cross_zone: true`, or let the group have members in zone \(zone(of: endpoint))"
    case .undecided: PrefixListDispute.advice
    case .blackhole: "remove the `blackhole` route if the destination is meant to be reached"
    case .sourceDestinationCheck: "set `source_dest_check: false` on the instance"
    case nil: "give one of the two places other addresses, or route them apart"
    case .noRoute where isImplicit:
      "give the subnet a `route_table` with a route towards the destination"
    case .noRoute: "give \(table) a route towards the destination, if it is meant to be reached"
    default: "look at what \(table) should do with this destination"
    }
  }
}
