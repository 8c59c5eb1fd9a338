/// A VPC's doors to the outside, through which packets enter.
package enum Gateway: Hashable, Sendable {
  case `internet`
  case egressOnly
  case virtualPrivate
}
