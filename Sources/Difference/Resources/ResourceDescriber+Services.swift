import Diagnostics
import IPAddressing
import Topology

/// Endpoints, load balancers, what is behind them, and instances.
extension ResourceDescriber {
  func resource(_ endpoint: GWLBEndpoint) -> Resource {
    Resource(
      address: topology.address(endpoint.id), location: endpoint.source,
      attributes: [
        reference("subnet", [endpoint.subnet], \.subnets) { topology.address($0) },
        reference("service", [endpoint.service], \.gatewayLoadBalancers) { topology.address($0) },
      ])
  }

  func resource(_ balancer: GatewayLoadBalancer) -> Resource {
    Resource(
      address: topology.address(balancer.id), location: balancer.source,
      attributes: [
        reference("subnets", balancer.nodes.map(\.subnet), \.subnets) { topology.address($0) },
        .init("cross_zone", "\(balancer.crossZone)"),
        reference(
          "appliance_group", [balancer.applianceGroup], \.applianceGroups
        ) { topology.address($0) },
        .init("tcp_idle_timeout", "\(balancer.tcpIdleTimeout)"),
        .init("resets_on_idle_timeout", "\(balancer.resetsOnIdleTimeout)"),
      ])
  }

  func resource(_ group: ApplianceGroup) -> Resource {
    Resource(
      address: topology.address(group.id), location: group.source,
      attributes: [
        reference("subnets", group.subnets, \.subnets) { topology.address($0) },
        .init("size", "\(group.size.min)/\(group.size.desired)/\(group.size.max)"),
        appliance(group.appliance), .init("stickiness", group.stickiness.rawValue),
        .init("target_failover", group.targetFailover.rawValue),
        .init("deregistration_delay", "\(group.deregistrationDelay)"),
        .init(
          "send_tcp_reset", "\(group.resetsOnUnhealthy)/\(group.resetsOnDeregistration)"),
        healthCheck(group.healthCheck),
        value(
          "scaling",
          group.scaling.map { "\($0.metric.rawValue) \($0.target), cooldown \($0.cooldown) s" }),
      ].compactMap { $0 })
  }

  private func appliance(_ appliance: ApplianceGroup.Appliance) -> Resource.Attribute {
    switch appliance {
    case .firewall(let rules):
      // The file may be called the same and say something else.
      let text = rules.tables.sorted { $0.key < $1.key }.map(\.value).joined()
      return .init("appliance", "firewall (\(rules.file.path))", identity: text)
    case .passThrough: return .init("appliance", "pass_through")
    case .process(let words):
      return .init("appliance", "process (\(words.joined(separator: " ")))")
    case .external(let addresses, let interface):
      return .init(
        "appliance",
        "external (\(addresses.map(\.description).joined(separator: ", ")) by \(interface ?? "-"))")
    }
  }

  private func healthCheck(_ check: HealthCheck) -> Resource.Attribute {
    .init(
      "health_check",
      "\(check.protocol.rawValue) \(check.port)\(check.path) every \(check.interval) s, timeout"
        + " \(check.timeout) s, \(check.healthyThreshold)/\(check.unhealthyThreshold)")
  }

  func resource(_ balancer: LoadBalancer) -> Resource {
    Resource(
      address: topology.address(balancer.id), location: balancer.source,
      attributes: [
        reference("subnets", balancer.nodes.map(\.subnet), \.subnets) { topology.address($0) },
        list("public_addresses", balancer.nodes.compactMap(\.publicAddress)),
        listeners(balancer.listeners),
      ].compactMap { $0 })
  }

  private func listeners(_ listeners: [LoadBalancer.Listener]) -> Resource.Attribute? {
    guard !listeners.isEmpty else { return nil }
    let groups = reference("listeners", listeners.map(\.targetGroup), \.targetGroups) {
      topology.address($0)
    }
    let heads = listeners.map { "\($0.port) \($0.protocol.rawValue)" }
    return .init(
      "listeners",
      zip(heads, listeners).map { "\($0) to \(topology.address($1.targetGroup))" }
        .joined(separator: ", "),
      identity: heads.joined(separator: ", ") + " to \(groups.identity)")
  }

  func resource(_ group: TargetGroup) -> Resource {
    Resource(
      address: topology.address(group.id), location: group.source,
      attributes: [
        .init("protocol", group.protocol.rawValue), .init("port", "\(group.port)"),
        reference("targets", group.targets, \.instances) { topology.address($0) },
        .init("algorithm", group.algorithm.rawValue), healthCheck(group.healthCheck),
      ])
  }

  func resource(_ instance: Instance) -> Resource {
    Resource(
      address: topology.address(instance.id), location: instance.source,
      attributes: [
        reference("subnet", [instance.subnet], \.subnets) { topology.address($0) },
        value("address", instance.ipv4), value("ipv6_address", instance.ipv6),
        value("public_address", instance.publicAddress),
        .init("source_dest_check", "\(instance.sourceDestinationCheck)"),
        workload(instance.workload),
      ].compactMap { $0 })
  }

  private func workload(_ workload: Instance.Workload) -> Resource.Attribute? {
    switch workload {
    case .idle: nil
    case .process(let words): .init("process", words.joined(separator: " "))
    case .namespace(let path): .init("namespace", path)
    case .container(let name): .init("container", name)
    case .interface(let name): .init("interface", name)
    }
  }
}
