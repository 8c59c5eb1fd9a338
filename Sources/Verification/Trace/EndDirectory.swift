import IPAddressing
package import Topology

/// Finds ends by what a person calls them: a resource address, with `*` for any part, or an address.
package struct EndDirectory: Sendable {
  private let topology: Topology
  private let named: [(name: String, ends: [FlowEnd])]

  package init(_ topology: Topology) {
    self.topology = topology
    var named: [(String, [FlowEnd])] = [("internet", [.internet])]
    named += topology.internet.hosts.map { (topology.address($0.id), [.internetHost($0.id)]) }
    named += topology.subnets.map { (topology.address($0.id), [.subnet($0.id)]) }
    named += topology.instances.map { (topology.address($0.id), [.instance($0.id)]) }
    for balancer in topology.loadBalancers {
      let nodes = balancer.nodes.indices.map { FlowEnd.loadBalancerNode(balancer.id, node: $0) }
      named.append((topology.address(balancer.id), nodes))
      named += nodes.map { (topology.address($0), [$0]) }
    }
    for vpc in topology.vpcs {
      let networks = (vpc.virtualPrivateGateway?.onPremises ?? []).map {
        FlowEnd.onPremises(vpc.id, $0)
      }
      guard !networks.isEmpty else { continue }
      named.append((topology.address(.virtualPrivate, of: vpc.id), networks))
      named += networks.map { (topology.address($0), [$0]) }
    }
    self.named = named
  }

  /// Every name that is known.
  package var names: [String] { named.map(\.name) }

  /// The ends that a text means; empty when it means none.
  package func ends(_ text: String) -> [FlowEnd] {
    if let address = IPAddress(text) { return end(with: address).map { [$0] } ?? [] }
    if let exact = named.first(where: { $0.name == text }) { return exact.ends }
    guard text.contains("*") else { return [] }
    var seen: Set<FlowEnd> = []
    return named.filter { Self.matches(Array($0.name), Array(text)) }.flatMap(\.ends)
      .filter { seen.insert($0).inserted }
  }

  /// The declared thing that has an address, private or public; else its subnet's hosts, an attached
  /// network, or the internet.
  private func end(with address: IPAddress) -> FlowEnd? {
    for host in topology.internet.hosts where host.ipv4 == address || host.ipv6 == address {
      return .internetHost(host.id)
    }
    for instance in topology.instances
    where [instance.ipv4, instance.ipv6, instance.publicAddress].contains(address) {
      return .instance(instance.id)
    }
    for balancer in topology.loadBalancers {
      for (index, node) in balancer.nodes.enumerated()
      where node.address == address || node.publicAddress == address {
        return .loadBalancerNode(balancer.id, node: index)
      }
    }
    if let subnet = topology.subnets.first(where: { $0.cidrs.contains { $0.contains(address) } }) {
      return .subnet(subnet.id)
    }
    for vpc in topology.vpcs {
      for network in vpc.virtualPrivateGateway?.onPremises ?? [] where network.contains(address) {
        return .onPremises(vpc.id, network)
      }
    }
    return AddressSpace(topology).isOnInternet(address) ? .internet : nil
  }

  /// `*` stands for any characters but `/`.
  private static func matches(_ text: [Character], _ pattern: [Character]) -> Bool {
    var positions: Set<Int> = [0]
    for symbol in pattern {
      var next: Set<Int> = []
      for position in positions {
        guard symbol == "*" else {
          if position < text.count, text[position] == symbol { next.insert(position + 1) }
          continue
        }
        var end = position
        next.insert(end)
        while end < text.count, text[end] != "/" {
          end += 1
          next.insert(end)
        }
      }
      positions = next
    }
    return positions.contains(text.count)
  }
}
