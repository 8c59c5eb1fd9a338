import YAMLSyntax

/// The routes of one table as written, small enough for a million of them.
///
/// A target that several routes share is kept once, and so is a name that destinations share.
package struct RouteList: Sendable {
  package struct Route: Sendable {
    package var destination: RouteDestination
    /// Of `targets`; nil after an error.
    package var target: Int32
    var key: NodeID
    var value: NodeID
  }

  /// Of the file among the topology's files.
  package var fileIndex: Int
  package var routes: [Route]
  package var targets: [RouteTargetReference]
  /// What destinations name: subnets and prefix lists.
  package var names: [RouteDestination.Name]

  package init() {
    fileIndex = 0
    routes = []
    targets = []
    names = []
  }
}
