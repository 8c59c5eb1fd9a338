import IPAddressing
import Topology

/// Two ends and a family: the unit that verdicts are counted in.
struct EndPair: Hashable, Sendable {
  let first: FlowEnd
  let second: FlowEnd
  let family: AddressFamily

  static func == (left: EndPair, right: EndPair) -> Bool {
    left.family == right.family
      && ((left.first, left.second) == (right.first, right.second)
        || (left.first, left.second) == (right.second, right.first))
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(family)
    hasher.combine(first.hashValue ^ second.hashValue)
  }
}
