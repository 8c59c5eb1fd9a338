import HostState

private let ports = 1...65535

extension DataPlaneState {
  /// What none of its maps, or no agent, can hold; nil if they can.
  var fault: String? {
    switch self {
    case .gatewayLoadBalancer(let state): state.fault
    case .networkAddressTranslation(let state): HostObject.index(state.linkIndex)
    case .firewall(let state):
      HostObject.index(state.linkIndex) ?? HostObject.range(state.healthPort, ports, "port")
        ?? state.endpoints.lazy.compactMap {
          HostObject.range($0.slot, 0...Int(FirewallDataPlane.mark) - 1, "slot")
        }.first
    case .passThrough(let state):
      HostObject.index(state.linkIndex) ?? HostObject.range(state.healthPort, ports, "port")
    case .sourceCheck(let state):
      state.ports.lazy.compactMap { HostObject.index($0.linkIndex) }.first
    case .incomplete: "an incomplete one cannot be made"
    }
  }
}

extension GatewayLoadBalancerDataPlane {
  fileprivate var fault: String? {
    let slots = 0...Self.mostEndpoints - 1
    let targetSlots = 0...Self.mostTargets - 1
    let zones = 0...Self.mostZones - 1
    var faults: [String?] = [
      HostObject.range(tcpIdleTimeout, 60...6000, "TCP idle timeout"),
      HostObject.range(deregistrationDelay, 0...3600, "deregistration delay"),
      healthCheck.fault, scaling?.fault,
      strayZones == nil ? nil : "nobody wants flows to go astray",
    ]
    for endpoint in endpoints {
      faults.append(HostObject.range(endpoint.slot, slots, "slot"))
      faults.append(HostObject.index(endpoint.linkIndex))
      faults.append(HostObject.range(endpoint.zone, zones, "zone"))
      faults.append(HostObject.range(endpoint.mtu, 68...65535, "MTU"))
    }
    for node in nodes {
      faults.append(HostObject.index(node.linkIndex))
      faults.append(HostObject.range(node.zone, zones, "zone"))
    }
    for target in targets {
      faults.append(HostObject.range(target.slot, targetSlots, "slot"))
      faults.append(HostObject.range(target.zone, zones, "zone"))
    }
    return faults.lazy.compactMap(\.self).first
  }
}

extension GatewayLoadBalancerDataPlane.Scaling {
  fileprivate var fault: String? {
    let sizes = 0...GatewayLoadBalancerDataPlane.mostTargets
    return HostObject.range(minimum, sizes, "minimum size")
      ?? HostObject.range(maximum, minimum...max(minimum, sizes.upperBound), "maximum size")
      ?? HostObject.range(desired, minimum...maximum, "desired size")
      ?? HostObject.range(target, 1...Int.max, "scaling target")
      ?? HostObject.range(cooldown, 0...86400, "cooldown")
  }
}

extension GatewayLoadBalancerDataPlane.HealthCheck {
  /// The language's ranges are narrower.
  fileprivate var fault: String? {
    HostObject.range(port, ports, "port")
      ?? HostObject.range(interval, 0.1...3600, "interval")
      ?? HostObject.range(timeout, 0.1...3600, "timeout")
      ?? HostObject.range(healthyThreshold, 1...100, "threshold")
      ?? HostObject.range(unhealthyThreshold, 1...100, "threshold")
      ?? (path.utf8.contains(0) ? "its path has a NUL byte" : nil)
  }
}
