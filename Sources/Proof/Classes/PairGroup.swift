/// Pairs of ends to which the same happens.
struct PairGroup: Sendable {
  /// Which pairs, of ends as a directory numbers them.
  enum Members: Sendable {
    /// All of two classes but those of partners, which are looked at by themselves.
    case classes(Int32, Int32)
    case listed([(first: Int32, second: Int32)])
  }

  /// One of the pairs.
  var first: Int32
  var second: Int32
  var count: Int
  var effects: Effects
  /// The services that proved ways pass, each way's as one number.
  var services: Set<UInt64>
  /// Whether some proved way is translated before a service inspects it.
  var isTranslatedBefore: Bool
  var members: Members
}

extension PairGroup {
  mutating func append(_ first: Int32, _ second: Int32) {
    guard case .listed(var pairs) = members else { return }
    members = .listed([])
    pairs.append((first, second))
    members = .listed(pairs)
    count += 1
  }
}
