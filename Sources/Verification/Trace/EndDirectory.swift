import IPAddressing
package import Topology

/// Finds ends by what a person calls them.
///
/// A resource address, also of a VPC or of a zonal thing, or its last parts; with `*` for any
/// characters; or an IP address.
package struct EndDirectory: Sendable {
  private let topology: Topology
  private let named: [String: [FlowEnd]]

  package init(_ topology: Topology) {
    self.topology = topology
    var named: [String: [FlowEnd]] = ["internet": [.internet]]
    for host in topology.internet.hosts {
      named[topology.address(host.id), default: []].append(.internetHost(host.id))
    }
    func add(_ end: FlowEnd, _ address: String, in vpc: ID<VPC>, zone: ID<Zone>? = nil) {
      named[address, default: []].append(end)
      named[topology.address(vpc), default: []].append(end)
      let suffix = zone.map { "-\(topology[$0].name)" } ?? ""
      guard !suffix.isEmpty, address.hasSuffix(suffix) else { return }
      named[String(address.dropLast(suffix.count)), default: []].append(end)
    }
    for subnet in topology.subnets where subnet.hosts {
      add(.subnet(subnet.id), topology.address(subnet.id), in: subnet.vpc, zone: subnet.zone)
    }
    for instance in topology.instances {
      add(
        .instance(instance.id), topology.address(instance.id), in: instance.vpc,
        zone: topology[instance.subnet].zone)
    }
    for balancer in topology.loadBalancers {
      for index in balancer.nodes.indices {
        let node = FlowEnd.loadBalancerNode(balancer.id, node: index)
        add(node, topology.address(balancer.id), in: balancer.vpc)
        named[topology.address(node)] = [node]
      }
    }
    for vpc in topology.vpcs {
      for network in vpc.virtualPrivateGateway?.onPremises ?? [] {
        let end = FlowEnd.onPremises(vpc.id, network)
        add(end, topology.address(.virtualPrivate, of: vpc.id), in: vpc.id)
        named[topology.address(end)] = [end]
      }
    }
    self.named = named
  }

  /// Every name that is known, those outside the VPCs first.
  package var names: [String] {
    let isOutside = { (name: String) in name == "internet" || name.hasPrefix("internet/") }
    let all = named.keys.sorted()
    return all.filter(isOutside) + all.filter { !isOutside($0) }
  }

  /// The ends that a text means; empty when it means none.
  package func ends(_ text: String) -> [TraceEnd] {
    if let address = IPAddress(text) { return end(with: address).map { [$0] } ?? [] }
    if let exact = named[text] { return exact.map { TraceEnd($0) } }
    if text.isEmpty { return [] }
    let isMeant = { (name: String) in
      text.contains("*") ? Self.matches(name, text) : name.hasSuffix("/\(text)")
    }
    var seen: Set<FlowEnd> = []
    return names.filter(isMeant).flatMap { named[$0] ?? [] }
      .filter { seen.insert($0).inserted }.map { TraceEnd($0) }
  }

  /// Why an address is no end of a flow; nil for what is no address, or may be one.
  package func obstacle(_ text: String) -> String? {
    guard let address = IPAddress(text), end(with: address) == nil else { return nil }
    if let gateway = topology.natGateways.first(where: { $0.publicAddress == address }) {
      return
        "it is the public address of `\(topology.address(gateway.id))`, which takes replies only"
    }
    if let vpc = topology.vpcs.first(where: { $0.contains(address) }) {
      guard let subnet = topology.subnet(of: address, in: vpc.id) else {
        return "it is of VPC `\(vpc.name)`, and of none of its subnets"
      }
      return "`\(topology.address(subnet))` reserves it: the first four addresses and the last"
    }
    return "no VPC and no attached network has it, and the internet does not route it"
  }

  /// The declared thing that has an address, private or public; else its subnet's hosts, an attached
  /// network, or the internet.
  private func end(with address: IPAddress) -> TraceEnd? {
    for host in topology.internet.hosts where host.ipv4 == address || host.ipv6 == address {
      return TraceEnd(.internetHost(host.id), address: address)
    }
    for instance in topology.instances
    where [instance.ipv4, instance.ipv6, instance.publicAddress].contains(address) {
      let isPublic = instance.publicAddress == address
      return TraceEnd(.instance(instance.id), address: isPublic ? instance.ipv4 : address)
    }
    for balancer in topology.loadBalancers {
      for (index, node) in balancer.nodes.enumerated()
      where node.address == address || node.publicAddress == address {
        return TraceEnd(.loadBalancerNode(balancer.id, node: index), address: node.address)
      }
    }
    if topology.natGateways.contains(where: { $0.publicAddress == address }) { return nil }
    if let subnet = topology.subnets.first(where: { $0.cidrs.contains { $0.contains(address) } }) {
      return subnet.isUsable(address) ? TraceEnd(.subnet(subnet.id), address: address) : nil
    }
    for vpc in topology.vpcs {
      for network in vpc.virtualPrivateGateway?.onPremises ?? []
      where !network.isDefault && network.contains(address) {
        return TraceEnd(.onPremises(vpc.id, network), address: address)
      }
    }
    return AddressSpace(topology).isOnInternet(address)
      ? TraceEnd(.internet, address: address) : nil
  }

  /// Whether a name fits a pattern in which `*` stands for any characters.
  private static func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, name.hasPrefix(first) else {
      return false
    }
    var rest = name.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.count >= last.count && rest.hasSuffix(last)
  }
}

extension Subnet {
  /// Whether something may have an address: the first four and the last are reserved.
  fileprivate func isUsable(_ address: IPAddress) -> Bool {
    cidrs.contains { prefix in
      guard prefix.contains(address), let first = prefix.first.advanced(by: 4) else { return false }
      return first <= address && address < prefix.last
    }
  }
}
