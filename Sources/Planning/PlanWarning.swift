/// What a change loses without looking so.
struct PlanWarning: Hashable, Sendable, Encodable {
  /// The resource's address; its namespace where no line asks for it.
  var resource: String
  /// Begins in lower case, like what follows a colon.
  var message: String
}

extension PlanWarning: CustomStringConvertible {
  var description: String { "Warning: \(resource): \(message)" }
}
