/// Writes a synthetic network in the topology language, piece by piece.
package struct TopologyWriter {
  let network: SyntheticNetwork
  private let partners: Int
  private var random: SplitMix64
  private var text = ""
  private let emit: (String) -> Void

  /// - Parameter emit: Takes the text in pieces of about a megabyte.
  private init(_ network: SyntheticNetwork, emit: @escaping (String) -> Void) {
    self.network = network
    self.emit = emit
    partners = network.shape == .peeringMesh ? 12 : 20
    random = SplitMix64(seed: ~network.seed)
  }

  /// Writes the whole file.
  package static func write(
    _ network: SyntheticNetwork, to emit: @escaping (String) -> Void
  ) {
    var writer = TopologyWriter(network, emit: emit)
    writer.write()
  }

  private mutating func write() {
    writeHead()
    line("vpcs:")
    for hub in 0..<network.hubs { writeInspectionVPC(hub) }
    let routes = peeringRoutes()
    for spoke in 0..<network.spokes {
      writeSpoke(spoke, peerings: routes[spoke])
      if text.utf8.count > 1 << 20 { flush() }
    }
    writePeerings()
    writeTransitGateways()
    if network.hasIntents { writeIntents() }
    flush()
  }

  private mutating func flush() {
    emit(text)
    text.removeAll(keepingCapacity: true)
  }

  private mutating func line(_ content: String) {
    text += content
    text += "\n"
  }

  private mutating func writeHead() {
    let fault = network.fault.map { " --fault \($0.rawValue)" } ?? ""
    line(
      "# bumpwire generate --vpcs \(network.spokes) --shape \(network.shape.rawValue)"
        + " --seed \(network.seed)\(fault)\(network.hasIntents ? " --intents" : "")")
    line("# pairs that are not routed symmetrically: \(network.brokenPairs)")
    line("bumpwire: 1")
    line("name: generated")
    line("zones: [a, b, c]")
  }

  /// The zones' subnets of one kind.
  private mutating func writeZonalSubnets(
    _ name: String, kind: Int, in vpc: SyntheticNetwork.Block, table: Bool
  ) {
    for (index, zone) in SyntheticNetwork.zones.enumerated() {
      let cidr = SyntheticNetwork.infrastructure(kind, zone: index, in: vpc)
      let association = table ? ", route_table: \(name)-\(zone)" : ""
      line("      \(name)-\(zone): { cidr: \(cidr), zone: \(zone)\(association) }")
    }
  }

  private mutating func writeInspectionVPC(_ hub: Int) {
    let vpc = network.cidr(ofInspectionVPC: hub)
    line("  inspection-\(hub):")
    line("    cidr: \(vpc)")
    line("    subnets:")
    writeZonalSubnets("attach", kind: 0, in: vpc, table: true)
    writeZonalSubnets("gwlbe", kind: 1, in: vpc, table: true)
    writeZonalSubnets("inspect", kind: 2, in: vpc, table: false)
    line("    route_tables:")
    for zone in SyntheticNetwork.zones {
      line("      attach-\(zone): { routes: { 0.0.0.0/0: gwlb_endpoint/east-west-\(zone) } }")
      line(
        "      gwlbe-\(zone): { routes: { \(SyntheticNetwork.hubBlocks[hub]):"
          + " transit_gateway/hub-\(hub) } }")
    }
    line("    gwlb_endpoints:")
    for zone in SyntheticNetwork.zones {
      line(
        "      east-west-\(zone): { subnet: gwlbe-\(zone), service: inspection-\(hub)/inspection }")
    }
    line("    gateway_load_balancers:")
    line(
      "      inspection: { subnets: [inspect-a, inspect-b, inspect-c],"
        + " appliance_group: firewalls }")
    line("    appliance_groups:")
    line(
      "      firewalls: { subnets: [inspect-a, inspect-b, inspect-c], size: 3,"
        + " appliance: pass_through }")
  }

  private mutating func writeSpoke(_ spoke: Int, peerings: [String]) {
    let vpc = network.cidr(ofSpoke: spoke)
    line("  \(network.name(of: spoke)):")
    line("    cidr: \(vpc)")
    line("    internet_gateway: { route_table: ingress }")
    line("    subnets:")
    for (index, name) in SyntheticNetwork.hostNames.enumerated() {
      let cidr = network.hostSubnet(index, of: spoke)
      let zone = SyntheticNetwork.hostZones[index]
      line("      host-\(name): { cidr: \(cidr), zone: \(zone), route_table: host-\(name) }")
    }
    writeZonalSubnets("gwlbe", kind: 0, in: vpc, table: true)
    writeZonalSubnets("attach", kind: 1, in: vpc, table: true)
    line("    route_tables:")
    writeEdgeTable(of: spoke)
    for index in SyntheticNetwork.hostNames.indices {
      writeHostTable(index, of: spoke, peerings: peerings)
    }
    for zone in SyntheticNetwork.zones {
      line("      gwlbe-\(zone): { routes: { 0.0.0.0/0: internet_gateway } }")
    }
    for zone in SyntheticNetwork.zones { line("      attach-\(zone): {}") }
    line("    gwlb_endpoints:")
    let service = "inspection-\(network.hub(of: spoke))/inspection"
    for zone in SyntheticNetwork.zones {
      line("      inspect-\(zone): { subnet: gwlbe-\(zone), service: \(service) }")
    }
  }

  private func isFaulty(_ fault: PlantedFault, _ spoke: Int, host: Int) -> Bool {
    network.fault == fault && spoke == network.faultySpoke && host == 1
  }

  private mutating func writeEdgeTable(of spoke: Int) {
    line("      ingress:")
    line("        routes:")
    for (index, name) in SyntheticNetwork.hostNames.enumerated()
    where !isFaulty(.edgeEntryMissing, spoke, host: index) {
      line(
        "          subnet/host-\(name): gwlb_endpoint/inspect-\(SyntheticNetwork.hostZones[index])")
    }
  }

  private mutating func writeHostTable(_ host: Int, of spoke: Int, peerings: [String]) {
    let hub = network.hub(of: spoke)
    let zone =
      isFaulty(.foreignZone, spoke, host: host) ? "c" : SyntheticNetwork.hostZones[host]
    line("      host-\(SyntheticNetwork.hostNames[host]):")
    line("        routes:")
    line("          0.0.0.0/0: gwlb_endpoint/inspect-\(zone)")
    line("          \(network.summary(of: hub)): transit_gateway/hub-\(hub)")
    for partner in partnerNetworks() { line("          \(partner): transit_gateway/hub-\(hub)") }
    for peering in peerings { line(peering) }
  }

  /// Networks that the transit gateway has no route to: /24 of 192.168.0.0/16 and 172.16.0.0/12.
  private mutating func partnerNetworks() -> [SyntheticNetwork.Block] {
    let all = SyntheticNetwork.Block(172, 16, 0, 0, length: 12)
    switch network.shape {
    case .regular, .peeringMesh: return (0..<partners).map { all.part($0, length: 24) }
    case .noise, .summaryGap:
      var found: Set<Int> = []
      while found.count < partners { found.insert(Int.random(in: 0..<4096, using: &random)) }
      return found.sorted().map { all.part($0, length: 24) }
    }
  }

  /// The lines of each spoke's host tables that lead to its peers.
  private func peeringRoutes() -> [[String]] {
    var routes = [[String]](repeating: [], count: network.spokes)
    let unanswered = network.unansweredPeerings
    for (number, peering) in network.peerings.enumerated() {
      let target = "peering/p\(number)"
      routes[peering.first].append("          \(network.cidr(ofSpoke: peering.second)): \(target)")
      guard !unanswered.contains(peering) else { continue }
      routes[peering.second].append("          \(network.cidr(ofSpoke: peering.first)): \(target)")
    }
    return routes
  }

  private mutating func writePeerings() {
    guard !network.peerings.isEmpty else { return }
    line("peerings:")
    for (number, peering) in network.peerings.enumerated() {
      line(
        "  p\(number): { between: [\(network.name(of: peering.first)),"
          + " \(network.name(of: peering.second))] }")
    }
    flush()
  }

  /// Each spoke and the internet, and spokes of one hub whose numbers begin with different digits.
  private mutating func writeIntents() {
    line("inspection:")
    for spoke in 0..<network.spokes {
      let name = network.name(of: spoke)
      line(
        "  - { name: \(name), between: [\(name), internet],"
          + " through: inspection-\(network.hub(of: spoke))/gateway_load_balancer/inspection }")
    }
    for hub in 0..<network.hubs {
      let digits = Set(network.spokes(of: hub).compactMap { "\($0)".first }).sorted()
      for (index, first) in digits.enumerated() {
        for second in digits[(index + 1)...] {
          line(
            "  - { name: h\(hub)-\(first)-\(second),"
              + " between: [\"h\(hub)-v\(first)*\", \"h\(hub)-v\(second)*\"],"
              + " through: inspection-\(hub)/gateway_load_balancer/inspection }")
        }
      }
    }
  }

  private mutating func writeTransitGateways() {
    line("transit_gateways:")
    for hub in 0..<network.hubs {
      let mode = network.fault == .applianceModeOff && hub == 0 ? "false" : "true"
      line("  hub-\(hub):")
      line("    attachments:")
      line(
        "      inspection: { vpc: inspection-\(hub), subnets: [attach-a, attach-b, attach-c],"
          + " route_table: inspection, appliance_mode: \(mode) }")
      for spoke in network.spokes(of: hub) {
        line(
          "      v\(spoke): { vpc: \(network.name(of: spoke)), subnets: [attach-a, attach-b, attach-c],"
            + " route_table: spokes, propagate_to: [inspection] }")
      }
      line("    route_tables:")
      line("      spokes:")
      line("        routes:")
      line("          \(SyntheticNetwork.hubBlocks[hub]): attachment/inspection")
      if network.fault == .spokeBypass, hub == 0 {
        let spoke = network.faultySpoke
        line("          \(network.cidr(ofSpoke: spoke)): attachment/v\(spoke)")
      }
      line("      inspection: {}")
      flush()
    }
  }
}
