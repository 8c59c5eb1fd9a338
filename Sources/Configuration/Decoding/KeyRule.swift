/// A rule between the keys of a construct.
package enum KeyRule: Hashable, Sendable {
  case exactlyOne([String])
  case atLeastOne([String])
  case atMostOne([String])
  /// The first key stands without any of the others.
  case excludes(String, [String])
  /// The first key stands only together with the second.
  case requires(String, String)
}
