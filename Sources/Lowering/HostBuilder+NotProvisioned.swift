import Diagnostics
import IPAddressing
import Topology

extension HostBuilder {
  /// Reports each construct that is modelled and proved but cannot be built: nothing is left out
  /// silently.
  mutating func refuseWhatIsNotProvisioned() {
    for gateway in topology.transitGateways {
      refuse("transit gateways", topology.address(gateway.id), gateway.source)
    }
    for vpc in topology.vpcs {
      if let source = vpc.egressOnlyInternetGateway {
        refuse("egress-only internet gateways", vpc.name, source)
      }
      if let gateway = vpc.virtualPrivateGateway {
        refuse("virtual private gateways", vpc.name, gateway.source)
      }
    }
    for group in topology.applianceGroups {
      if group.isBuiltIn, group.healthCheck.protocol == .https {
        report(
          Diagnostic(
            .error, .notProvisioned,
            "`\(topology.address(group.id))` is a built-in appliance, which answers no HTTPS probe",
            at: group.source, help: "use `protocol: tcp` or `http` in its `health_check`"))
      }
    }
    checkInterfaces()
    refuseTargetsWithoutAddress()
    for instance in topology.instances {
      switch instance.workload {
      case .namespace, .container, .interface:
        refuse("attached instances", topology.address(instance.id), instance.source)
      case .idle, .process: break
      }
    }
    for balancer in topology.loadBalancers {
      for listener in balancer.listeners where listener.protocol == .https {
        refuse("HTTPS listeners", topology.address(balancer.id), listener.source)
      }
      refuseTargetsWithoutIPv4(of: balancer)
    }
  }

  /// An instance takes others' packets of a family by its address of that family.
  private mutating func refuseTargetsWithoutAddress() {
    var told: Set<SourceRange> = []
    for table in topology.routeTables {
      for route in table.routes {
        guard case .instance(let id) = route.target else { continue }
        let instance = topology[id]
        let isIPv4 = route.destination.family == .ipv4
        guard (isIPv4 ? instance.ipv4 : instance.ipv6) == nil, told.insert(route.source).inserted
        else { continue }
        let family = isIPv4 ? "IPv4" : "IPv6"
        report(
          Diagnostic(
            .error, .notProvisioned,
            "`\(topology.address(route, in: table.id))` leads \(family) to "
              + "`\(topology.address(id))`, which has no \(family) address", at: route.source,
            help: "give its subnet \(isIPv4 ? "a `cidr`" : "an `ipv6_cidr`"), or write the "
              + "destination of the other family alone"))
      }
    }
  }

  /// A load balancer's nodes have IPv4 addresses, and reach nothing else.
  private mutating func refuseTargetsWithoutIPv4(of balancer: LoadBalancer) {
    for id in balancer.listeners.map(\.targetGroup) {
      for target in topology[id].targets where topology[target].ipv4 == nil {
        report(
          Diagnostic(
            .error, .notProvisioned,
            "`\(topology.address(balancer.id))` cannot reach `\(topology.address(target))`, which "
              + "has no IPv4 address", at: topology[target].source,
            help: "give its subnet a `cidr`, or take it out of the target group"))
      }
    }
  }

  private mutating func refuse(_ what: String, _ resource: String, _ source: SourceRange) {
    report(
      Diagnostic(
        .error, .notProvisioned, "\(what) cannot be built on a host yet: `\(resource)`",
        at: source, help: "`validate` and `trace` cover it; leave it out of what you apply")
    )
  }
}

extension ApplianceGroup {
  fileprivate var isBuiltIn: Bool {
    switch appliance {
    case .firewall, .passThrough: true
    case .process, .external: false
    }
  }
}
