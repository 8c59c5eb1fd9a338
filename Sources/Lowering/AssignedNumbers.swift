/// The numbers that names were given, each unique in its space: what an edit must not change.
package struct AssignedNumbers: Hashable, Sendable {
  /// Where numbers are unique: those of one kind in one namespace, or of one resource.
  struct Space: Hashable, Sendable {
    enum Kind: String {
      case link, returnTable = "return_table", routeTable = "route_table", slot, target
    }

    var kind: Kind
    /// A namespace's name or a resource's address.
    var owner: String
  }

  private var spaces: [Space: [String: UInt32]] = [:]

  package init() {}

  subscript(space: Space) -> [String: UInt32] {
    get { spaces[space] ?? [:] }
    set { spaces[space] = newValue }
  }

  mutating func set(_ number: UInt32, for name: String, in space: Space) {
    spaces[space, default: [:]][name] = number
  }
}

extension AssignedNumbers {
  private static let mark = "number"

  /// Reads what `texts` gave; what is none of it is left out.
  package init(_ texts: [String: String]) {
    for (key, value) in texts {
      let words = key.split(separator: " ").map(String.init)
      guard words.count == 4, words[0] == Self.mark, let kind = Space.Kind(rawValue: words[1]),
        let number = UInt32(value)
      else { continue }
      set(number, for: words[3], in: Space(kind: kind, owner: words[2]))
    }
  }

  /// `number KIND OWNER NAME` to the number: none of these words has a space.
  package var texts: [String: String] {
    var texts: [String: String] = [:]
    for (space, numbers) in spaces {
      for (name, number) in numbers {
        texts["\(Self.mark) \(space.kind.rawValue) \(space.owner) \(name)"] = "\(number)"
      }
    }
    return texts
  }
}
