package import Diagnostics

/// One line of `expect`: what must hold for every flow that it selects.
package struct Expectation: Sendable {
  package enum Path: String, Hashable, Sendable { case inspected, direct, unreachable }

  package var from: FlowSelector
  package var to: FlowSelector
  /// `tcp`, `udp`, `icmp`, or nil for any.
  package var `protocol`: String?
  package var port: Int?
  package var path: Path
  package var through: [ID<GatewayLoadBalancer>]
  package var source: SourceRange

  package init(
    from: FlowSelector, to: FlowSelector, protocol: String?, port: Int?, path: Path,
    through: [ID<GatewayLoadBalancer>], source: SourceRange
  ) {
    self.from = from
    self.to = to
    self.protocol = `protocol`
    self.port = port
    self.path = path
    self.through = through
    self.source = source
  }
}
