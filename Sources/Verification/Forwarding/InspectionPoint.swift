package import Topology

/// A stateful point that must see both directions of a flow: an endpoint, or an instance in the way.
package enum InspectionPoint: Hashable, Sendable {
  case endpoint(ID<GWLBEndpoint>)
  case instance(ID<Instance>)
}
