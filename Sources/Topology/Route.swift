package import Diagnostics
package import IPAddressing

/// A route: a destination and what it is sent to.
package struct Route: Sendable {
  package var destination: Prefix
  package var target: RouteTarget
  package var origin: RouteOrigin
  /// The line that made it; the VPC's `cidr` for a local route.
  package var source: SourceRange

  package init(destination: Prefix, target: RouteTarget, origin: RouteOrigin, source: SourceRange) {
    self.destination = destination
    self.target = target
    self.origin = origin
    self.source = source
  }
}
