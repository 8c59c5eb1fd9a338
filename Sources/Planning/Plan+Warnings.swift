import HostState

extension Plan {
  /// What is lost by changes that do not look so.
  var warnings: [PlanWarning] {
    PlanEntry.entries(of: operations.filter(\.concernsGatewayLoadBalancer)).compactMap { entry in
      guard case .dataPlane(.gatewayLoadBalancer(let old))? = entry.whole.before,
        case .dataPlane(.gatewayLoadBalancer(let new))? = entry.whole.after,
        old.stickiness != new.stickiness
      else { return nil }
      return PlanWarning(
        resource: entry.origin?.resource ?? entry.object.namespace.rawValue,
        message: "stickiness \(old.stickiness.rawValue) -> \(new.stickiness.rawValue) forgets all "
          + "flows. Established TCP connections end; what else is under way may move to another "
          + "appliance.")
    }
  }
}

extension Operation {
  /// Whether it is about a gateway load balancer's data plane.
  fileprivate var concernsGatewayLoadBalancer: Bool {
    [changes[0].before, changes[0].after].contains {
      if case .dataPlane(.gatewayLoadBalancer)? = $0 { true } else { false }
    }
  }
}
