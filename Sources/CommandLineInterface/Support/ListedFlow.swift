import DataPlane

/// A live flow with the resources that its numbers stand for.
struct ListedFlow {
  var endpoint: String
  var target: String
  /// Its packets are dropped then, until it has been idle for long enough to get another.
  var isTargetGone: Bool
  var flow: Flow
}
