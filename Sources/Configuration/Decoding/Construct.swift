/// A map of the language whose keys are known: one table of fields drives how it is read, what is
/// said about it, its JSON Schema and its documentation.
package protocol Construct: Sendable {
  /// With every default in place.
  init()

  /// With its article, for messages: "a subnet".
  static var noun: String { get }
  /// What it is, in one Markdown sentence or two.
  static var documentation: String { get }
  static var fields: [Field<Self>] { get }
  /// What must hold between its keys.
  static var rules: [KeyRule] { get }
  /// Keys of its likes that it has not, each with what to write instead.
  static var keysOfOthers: [String: String] { get }
}

extension Construct {
  package static var rules: [KeyRule] { [] }
  package static var keysOfOthers: [String: String] { [:] }

  /// The noun with the definite article: "the subnet".
  static var subject: String {
    guard let space = noun.firstIndex(of: " ") else { return noun }
    return "the" + noun[space...]
  }
}
