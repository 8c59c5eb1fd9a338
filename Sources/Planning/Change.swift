package import HostState

/// One object's settings before and after: nil where it does not exist.
package struct Change: Hashable, Sendable {
  package var object: HostObjectID
  package var before: HostObject?
  package var after: HostObject?

  package init(_ object: HostObjectID, before: HostObject?, after: HostObject?) {
    self.object = object
    self.before = before
    self.after = after
  }

  /// What undoes the change.
  package var inverse: Change { Change(object, before: after, after: before) }
}

extension Change: Codable {
  private enum CodingKeys: String, CodingKey { case object, before, after }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(object, forKey: .object)
    if let before { try before.encode(to: container.superEncoder(forKey: .before)) }
    if let after { try after.encode(to: container.superEncoder(forKey: .after)) }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let object = try container.decode(HostObjectID.self, forKey: .object)
    let decode = { (key: CodingKeys) in
      container.contains(key)
        ? try HostObject(from: container.superDecoder(forKey: key), as: object.kind) : nil
    }
    self.init(object, before: try decode(.before), after: try decode(.after))
  }
}
