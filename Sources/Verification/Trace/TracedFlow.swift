package import Diagnostics
import IPAddressing

/// One flow under one set of a transit gateway's choices, followed both ways.
package struct TracedFlow: Hashable, Sendable {
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// The request arrives and the reply comes back, past the same points in reverse.
    case symmetric
    /// The routes lead both to their ends, past different points: one that never saw the request may
    /// drop the reply.
    case asymmetric
    case requestLost = "request-lost"
    case replyLost = "reply-lost"
    /// Nothing routes such a packet at all: the destination has no public address.
    case noEntrance = "no-public-address"
  }

  package var flow: ReportedFlow
  package var outcome: Outcome
  /// One line: why, or what was passed.
  package var explanation: String
  package var forward: [Hop]
  package var `return`: [Hop]

  package init(
    flow: ReportedFlow, outcome: Outcome, explanation: String, forward: [Hop] = [],
    return: [Hop] = []
  ) {
    self.flow = flow
    self.outcome = outcome
    self.explanation = explanation
    self.forward = forward
    self.return = `return`
  }

  package var json: JSONValue {
    [
      "flow": flow.json, "outcome": .string(outcome.rawValue),
      "explanation": .string(explanation),
      "forward": .array(forward.map(\.tracedJSON)),
      "return": .array(self.return.map(\.tracedJSON)),
    ]
  }
}

extension Hop {
  /// A hop with what lost against its route.
  fileprivate var tracedJSON: JSONValue {
    guard case .object(var members) = json else { return json }
    members.append(
      .init(
        "shadowed",
        .array(
          shadowed.map {
            [
              "prefix": .string($0.prefix.description), "target": .string($0.target),
              "location": $0.location.json,
            ]
          })))
    members.append(.init("remark", remark.map { .string($0) } ?? .null))
    return .object(members)
  }
}
