/// What a plan does to one object, from the user's point of view.
package enum Action: String, Hashable, Sendable, Codable, CaseIterable {
  case create
  /// In place: the object never stops to exist.
  case update
  /// Removed and made anew, because the kernel cannot change it in place.
  case replace
  case delete

  /// The mark in front of an object in a plan's text.
  package var symbol: String {
    switch self {
    case .create: "+"
    case .update: "~"
    case .replace: "-/+"
    case .delete: "-"
    }
  }

  /// The word that the legend explains the symbol with.
  package var word: String {
    switch self {
    case .create: "create"
    case .update: "change"
    case .replace: "replace"
    case .delete: "destroy"
    }
  }
}
