package import DataPlane
import HostState
import IPAddressing
package import RunDirectory

/// What an applied topology has carried and refused, for Prometheus: CloudWatch's metrics of gateway
/// load balancers by names of ours, an endpoint, zone and appliance each, and drops by reason.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/cloudwatch-metrics.html
///
/// All of it is read from the kernel, so that it is there without an agent; but for health, which then
/// nobody checks.
package struct Metrics {
  private var agentUp = MetricFamily(
    "bumpwire_agent_up", .gauge,
    "Whether an agent checks health and keeps processes running: 1 or 0.")
  private var activeFlows = MetricFamily(
    "bumpwire_active_flows", .gauge,
    "Live flows, by endpoint (CloudWatch: ActiveFlowCount).")
  private var newFlows = MetricFamily(
    "bumpwire_new_flows_total", .counter,
    "Flows that were opened, by endpoint (CloudWatch: NewFlowCount).")
  private var processedBytes = MetricFamily(
    "bumpwire_processed_bytes_total", .counter,
    "Bytes of inner packets, by endpoint and direction (CloudWatch: ProcessedBytes).")
  private var processedPackets = MetricFamily(
    "bumpwire_processed_packets_total", .counter, "Inner packets, by endpoint and direction.")
  private var resets = MetricFamily(
    "bumpwire_tcp_resets_total", .counter,
    "TCP segments that were answered with a reset, by endpoint (CloudWatch: TCP_ELB_Reset_Count).")
  private var healthyHosts = MetricFamily(
    "bumpwire_healthy_hosts", .gauge,
    "Registered appliances that a zone's node finds healthy (CloudWatch: HealthyHostCount).")
  private var unhealthyHosts = MetricFamily(
    "bumpwire_unhealthy_hosts", .gauge,
    "Registered appliances that a zone's node finds unhealthy (CloudWatch: UnHealthyHostCount).")
  private var applianceHealthy = MetricFamily(
    "bumpwire_appliance_healthy", .gauge,
    "Whether a zone's node finds a registered appliance healthy: 1 or 0.")
  private var applianceActiveFlows = MetricFamily(
    "bumpwire_appliance_active_flows", .gauge, "Live flows, by appliance.")
  private var applianceNewFlows = MetricFamily(
    "bumpwire_appliance_new_flows_total", .counter, "Flows that were opened, by appliance.")
  private var applianceBytes = MetricFamily(
    "bumpwire_appliance_processed_bytes_total", .counter,
    "Bytes of inner packets, by appliance and direction.")
  private var appliancePackets = MetricFamily(
    "bumpwire_appliance_processed_packets_total", .counter,
    "Inner packets, by appliance and direction.")
  private var drops = MetricFamily(
    "bumpwire_dropped_packets_total", .counter,
    "Packets that were refused, by the resource that did and the reason.")

  private let topology: String
  private let hasAgent: Bool

  /// - Parameter hasAgent: Whether one runs: what it found before it ended says nothing about now.
  package init(
    _ configuration: AgentConfiguration, _ dataPlane: DataPlane, hasAgent: Bool
  ) throws(DataPlaneError) {
    topology = configuration.topology
    self.hasAgent = hasAgent
    agentUp.add(hasAgent ? 1 : 0, [("topology", topology)])
    guard dataPlane.fileSystem.isMounted else { return }
    let refusals = try dataPlane.refusals(of: configuration.refusing)
    for (namespace, content) in configuration.namespaces.sorted(by: { $0.key < $1.key }) {
      for refusal in refusals[namespace] ?? [] {
        drops.add(
          refusal.packets,
          [("topology", topology), ("resource", content.resource), ("reason", refusal.label)])
      }
      if case .gatewayLoadBalancer(let balancer)? = content.dataPlane {
        try add(balancer, content.resource, namespace, dataPlane)
      }
    }
  }

  /// Every family, with its samples.
  package var text: String {
    [
      agentUp, activeFlows, newFlows, processedBytes, processedPackets, resets, healthyHosts,
      unhealthyHosts, applianceHealthy, applianceActiveFlows, applianceNewFlows, applianceBytes,
      appliancePackets,
      drops,
    ].map(\.text).joined()
  }

  private mutating func add(
    _ balancer: GatewayLoadBalancerDataPlane, _ resource: String, _ namespace: NamespaceName,
    _ dataPlane: DataPlane
  ) throws(DataPlaneError) {
    guard let counters = try GatewayLoadBalancerCounters(dataPlane, namespace),
      let table = try FlowTable(dataPlane, namespace),
      let health = try TargetHealth(dataPlane, namespace)
    else { return }
    let zones = Dictionary(
      balancer.nodes.map { ($0.zone, $0.zoneName) }, uniquingKeysWith: { first, _ in first })
    let labels = { [topology] (more: (String, String)...) -> MetricFamily.Labels in
      [("topology", topology), ("gateway_load_balancer", resource)] + more
    }
    let zone = { (number: Int) in ("zone", zones[number] ?? "\(number)") }

    let flows = try table.counts()
    for endpoint in balancer.endpoints.sorted(by: { $0.slot < $1.slot }) {
      guard let counters = counters.endpoints[endpoint.slot] else { continue }
      let of = labels(("endpoint", endpoint.resource), zone(endpoint.zone))
      activeFlows.add(UInt64(flows.byEndpoint[endpoint.id] ?? 0), of)
      newFlows.add(counters.newFlows, of)
      resets.add(counters.resets, of)
      Self.add(counters, of, bytes: &processedBytes, packets: &processedPackets)
    }
    for target in balancer.targets.sorted(by: { $0.slot < $1.slot }) {
      guard let counters = counters.targets[target.slot] else { continue }
      let of = labels(("appliance", target.resource), zone(target.zone))
      let key = FlowTable.Target(slot: target.slot, address: target.address)
      applianceActiveFlows.add(UInt64(flows.byTarget[key] ?? 0), of)
      applianceNewFlows.add(counters.newFlows, of)
      Self.add(counters, of, bytes: &applianceBytes, packets: &appliancePackets)
    }
    guard hasAgent else { return }
    let healthyZones = try health.healthyZones
    for node in balancer.nodes.sorted(by: { $0.zone < $1.zone }) {
      var (healthy, unhealthy): (UInt64, UInt64) = (0, 0)
      for target in balancer.targets(inScopeOf: node.zone) where !target.isDraining {
        let isHealthy = healthyZones[target.address]?.contains(node.zone) == true
        if isHealthy { healthy += 1 } else { unhealthy += 1 }
        applianceHealthy.add(
          isHealthy ? 1 : 0, labels(("appliance", target.resource), zone(node.zone)))
      }
      healthyHosts.add(healthy, labels(zone(node.zone)))
      unhealthyHosts.add(unhealthy, labels(zone(node.zone)))
    }
  }

  private static func add(
    _ counters: Counters, _ labels: MetricFamily.Labels, bytes: inout MetricFamily,
    packets: inout MetricFamily
  ) {
    for (direction, traffic) in [
      ("to_appliance", counters.toTarget), ("from_appliance", counters.fromTarget),
    ] {
      bytes.add(traffic.bytes, labels + [("direction", direction)])
      packets.add(traffic.packets, labels + [("direction", direction)])
    }
  }
}
