/// What differs for a flow: flows with equal ones are told together.
struct FlowDifference: Hashable, Sendable {
  var change: BehaviourChange
  /// The services that are sure to see the flow, as `JointNames` numbers them.
  var before: [Int32]
  var after: [Int32]
}

/// One flow on both sides, as an example of a difference.
struct FlowWitness<Bits: AddressBits>: Sendable {
  struct Side: Sendable {
    var source: Bits
    var destination: Bits
    /// Whether such a flow is opened at all.
    var isOpened: Bool
  }

  /// Whether the pair's second end opens it.
  var isReversed: Bool
  var old: Side
  var new: Side
  /// For a flow with the internet of a declared instance: its numbers.
  var instance: (old: Int32, new: Int32)?
}

/// Pairs of ends for which the same differs.
struct DifferenceGroup<Bits: AddressBits>: Sendable {
  /// Which pairs, of joint ends.
  enum Members: Sendable {
    /// All of two classes but those that are looked at by themselves.
    case classes(Int32, Int32)
    case listed([(first: Int32, second: Int32)])
  }

  var first: Int32
  var second: Int32
  var count: Int
  /// Each difference with a flow that shows it.
  var differences: [FlowDifference: FlowWitness<Bits>]
  var members: Members

  mutating func append(_ first: Int32, _ second: Int32) {
    guard case .listed(var pairs) = members else { return }
    members = .listed([])
    pairs.append((first, second))
    members = .listed(pairs)
    count += 1
  }
}
