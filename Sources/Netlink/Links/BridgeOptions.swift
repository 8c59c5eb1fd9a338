/// The settings of a bridge that `CreateBridge` sets.
package struct BridgeOptions: Hashable, Sendable {
  package var spanningTree: UInt32 = 0
  /// In hundredths of a second.
  package var forwardDelay: UInt32 = 0
  package var multicastSnooping: UInt8 = 0

  /// Those of a `CreateBridge`.
  package static let forwardingAtOnce = BridgeOptions()
}
