package import IPAddressing
package import Topology

/// What `inspection` or `expect` wants of the flows that one selection opens to another.
package struct FlowDemand: Sendable {
  package enum Rule: Hashable, Sendable {
    /// Every way that is proved passes these, in this order, and perhaps others: `inspection`.
    case passing([ID<GatewayLoadBalancer>])
    /// Every way is proved and passes some endpoint, and these in this order.
    case inspected([ID<GatewayLoadBalancer>])
    /// Every way is proved and passes no stateful point.
    case direct
    /// No way arrives.
    case unreachable
  }

  package var sources: FlowSelector
  package var destinations: FlowSelector
  /// Flows from or to these are not selected.
  package var exceptions: [Prefix]
  package var rule: Rule

  package init(
    from sources: FlowSelector, to destinations: FlowSelector, except exceptions: [Prefix] = [],
    _ rule: Rule
  ) {
    self.sources = sources
    self.destinations = destinations
    self.exceptions = exceptions
    self.rule = rule
  }
}
