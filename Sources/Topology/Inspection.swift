package import Diagnostics
package import IPAddressing

/// An intent: flows between two selections must pass the given gateway load balancers.
package struct Inspection: Sendable {
  package enum Direction: Hashable, Sendable {
    /// `between`: flows opened from either side.
    case either
    /// `from`/`to`: flows opened from the first selection.
    case forward
  }

  package struct Exception: Sendable {
    package var match: Prefix
    package var reason: String
    package var source: SourceRange

    package init(match: Prefix, reason: String, source: SourceRange) {
      self.match = match
      self.reason = reason
      self.source = source
    }
  }

  package var name: String
  package var first: FlowSelector
  package var second: FlowSelector
  package var direction: Direction
  /// In the order from `first` to `second`; mirrored the other way.
  package var through: [ID<GatewayLoadBalancer>]
  package var exceptions: [Exception]
  package var source: SourceRange

  package init(
    name: String, first: FlowSelector, second: FlowSelector, direction: Direction,
    through: [ID<GatewayLoadBalancer>], exceptions: [Exception], source: SourceRange
  ) {
    self.name = name
    self.first = first
    self.second = second
    self.direction = direction
    self.through = through
    self.exceptions = exceptions
    self.source = source
  }
}
