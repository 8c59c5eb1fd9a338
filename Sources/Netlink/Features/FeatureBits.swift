import CLinux
import Synchronization

/// Where the kernel keeps each of our features in its bit sets; the same until the next boot.
struct FeatureBits: Sendable {
  /// The positions of a feature's bits.
  let positions: [LinkFeature: [Int]]

  init(names: [Int: String]) {
    var positions: [LinkFeature: [Int]] = [:]
    for feature in LinkFeature.allCases {
      positions[feature] = names.filter { feature.kernelNames.contains($0.value) }.map(\.key)
    }
    self.positions = positions
  }

  private static let known = Mutex<FeatureBits?>(nil)

  /// Asks the kernel, once.
  static func known(_ connection: NamespaceConnection) throws(NetlinkError) -> FeatureBits {
    if let known = known.withLock({ $0 }) { return known }
    var names: [Int: String] = [:]
    let outcomes = connection.transact([StringSetRequest()], channel: .ethtool) { _, message in
      names.merge(StringSetRequest.decode(message)) { old, _ in old }
    }
    if case .failure(let error) = outcomes[0] { throw error }
    let bits = FeatureBits(names: names)
    known.withLock { $0 = bits }
    return bits
  }
}
