package import IPAddressing

/// One way that a packet can take through the network, from its sender to where it ends; a leg of a
/// flow that NAT gateways split.
package struct Path: Hashable, Sendable {
  package var start: Location
  /// As the packet has them on this leg.
  package var source: IPAddress
  package var destination: IPAddress
  package var steps: [Step]
  package var disposition: Disposition
  /// The flow hash's choices that lead here, of the legs before as well.
  package var choices: HashChoices

  /// The stateful points on the way, in order.
  package var points: [InspectionPoint] {
    steps.compactMap { step in
      switch step.location {
      case .endpoint(let endpoint): .endpoint(endpoint)
      case .instance(let instance): .instance(instance)
      default: nil
      }
    }
  }
}
