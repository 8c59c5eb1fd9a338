package import IPAddressing

/// What a route's destination is written as.
package enum RouteDestination: Hashable, Sendable {
  case prefix(Prefix)
  /// `subnet/NAME`, by its index among the list's names.
  case subnet(Int32)
  /// `prefix_list/NAME`, by its index among the list's names.
  case prefixList(Int32)

  /// What a destination names instead of numbers.
  package struct Name: Hashable, Sendable {
    /// The VPC, where it is written: `app/subnet/web`.
    package var vpc: String?
    package var name: String

    package init(vpc: String? = nil, name: String) {
      self.vpc = vpc
      self.name = name
    }
  }
}
