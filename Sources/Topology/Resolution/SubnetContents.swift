import Configuration
import Diagnostics

/// What stands in a subnet, as far as it decides whether workloads may live there.
struct SubnetContents: Sendable {
  var hosts: Located<Bool>?
  /// Where the first instance names the subnet.
  var instance: SourceRange?
  var hasInfrastructure = false
}
