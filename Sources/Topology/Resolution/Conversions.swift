import Configuration

// The words of the language, as the resolved network says them.

extension ApplianceGroup.Stickiness {
  init(_ written: ApplianceGroupDeclaration.Stickiness) {
    switch written {
    case .fiveTuple: self = .fiveTuple
    case .threeTuple: self = .threeTuple
    case .twoTuple: self = .twoTuple
    }
  }
}

extension ApplianceGroup.TargetFailover {
  init(_ written: ApplianceGroupDeclaration.TargetFailover) {
    switch written {
    case .noRebalance: self = .noRebalance
    case .rebalance: self = .rebalance
    }
  }
}

extension ApplianceGroup.Scaling.Metric {
  init(_ written: ScalingDeclaration.Metric) {
    switch written {
    case .activeFlows: self = .activeFlows
    case .bytes: self = .bytes
    case .packets: self = .packets
    }
  }
}

extension HealthCheck {
  init(_ written: ApplianceHealthCheckDeclaration) {
    let spoken: HealthCheck.`Protocol` =
      switch written.protocol.value {
      case .tcp: .tcp
      case .http: .http
      case .https: .https
      }
    self.init(written, protocol: spoken, port: written.port.value)
  }

  /// - Parameter port: the targets' own, for a check that names none.
  init(_ written: TargetHealthCheckDeclaration, port: Int) {
    let spoken: HealthCheck.`Protocol` =
      switch written.protocol.value {
      case .http: .http
      case .https: .https
      }
    self.init(written, protocol: spoken, port: written.port?.value ?? port)
  }

  private init(_ written: some HealthCheckDeclaration, protocol: `Protocol`, port: Int) {
    self.init(
      protocol: `protocol`, port: port, path: written.path.value,
      interval: written.interval.value, timeout: written.timeout.value,
      healthyThreshold: written.healthyThreshold.value,
      unhealthyThreshold: written.unhealthyThreshold.value)
  }
}

extension LoadBalancer.Listener.`Protocol` {
  init(_ written: ListenerDeclaration.`Protocol`) {
    switch written {
    case .http: self = .http
    case .https: self = .https
    }
  }
}

extension TargetGroup.`Protocol` {
  init(_ written: TargetGroupDeclaration.`Protocol`) {
    switch written {
    case .http: self = .http
    case .https: self = .https
    }
  }
}

extension TargetGroup.Algorithm {
  init(_ written: TargetGroupDeclaration.Algorithm) {
    switch written {
    case .roundRobin: self = .roundRobin
    case .leastOutstandingRequests: self = .leastOutstandingRequests
    }
  }
}

extension Expectation.Path {
  init(_ written: ExpectationDeclaration.Path) {
    switch written {
    case .inspected: self = .inspected
    case .direct: self = .direct
    case .unreachable: self = .unreachable
    }
  }
}
