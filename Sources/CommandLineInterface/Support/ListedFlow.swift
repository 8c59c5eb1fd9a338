import DataPlane

/// A live flow with the resources that its numbers stand for.
struct ListedFlow {
  var endpoint: String
  var target: String
  var flow: Flow
}
