import Configuration
import Diagnostics

/// What stands in a subnet, as far as it decides whether workloads may live there.
struct SubnetContents: Sendable {
  var hosts: Located<Bool>?
  /// Where the first instance names the subnet.
  var instance: SourceRange?
  var hasInfrastructure = false
  /// Whether the declaration was read without an error: an incomplete one may lack a family.
  var isComplete = true
}
