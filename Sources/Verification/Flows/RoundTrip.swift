/// A flow's request and its reply under one set of choices, leg by leg where NAT gateways split it.
package struct RoundTrip: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// The request arrives and the reply comes back.
    case connected
    /// The last leg of the request does not arrive.
    case requestLost
    /// The request ends at another place that has the same address.
    case elsewhere
    /// The request arrives, the reply to the leg of this index does not.
    case replyLost(leg: Int)
  }

  package var flow: Flow
  /// The request's legs in order.
  package var forward: [Path]
  /// The reply to each leg, by the leg's index; nil where the reply never comes to that leg.
  package var reply: [Path?]
  package var outcome: Outcome

  package var points: [InspectionPoint] { forward.flatMap(\.points) }
  /// Of the reply, in the order in which it passes them.
  package var replyPoints: [InspectionPoint] { reply.reversed().flatMap { $0?.points ?? [] } }
  /// Every path, the request's first.
  package var paths: [Path] { forward + reply.reversed().compactMap { $0 } }
}
