import Diagnostics

/// One mistake that stands in several places, such as a name of nothing that many things use.
struct RepeatedFault: Sendable {
  /// Nil until it is known; its place is replaced by the first of all.
  var diagnostic: Diagnostic?
  var places: [SourceRange]
}

extension Resolver {
  /// How many further places are shown.
  private static let shownPlaces = 3

  /// Whether a mistake is seen for the first time; each place is remembered.
  mutating func isNew(_ key: String, at place: SourceRange) -> Bool {
    repeated[key, default: RepeatedFault(places: [])].places.append(place)
    return repeated[key]?.places.count == 1
  }

  /// What is to be said about a mistake that was new.
  mutating func explain(_ key: String, _ diagnostic: Diagnostic) {
    repeated[key]?.diagnostic = diagnostic
  }

  /// One error a mistake, at its first place, with some of the others.
  mutating func refuseRepeatedFaults() {
    for fault in repeated.values {
      guard let diagnostic = fault.diagnostic else { continue }
      let places = Set(fault.places).sorted()
      let others = places.dropFirst()
      var notes = others.prefix(Self.shownPlaces).map {
        Diagnostic.Note("the same stands here", at: $0)
      }
      if others.count > Self.shownPlaces {
        notes.append(.init("and in \(others.count - Self.shownPlaces) more places"))
      }
      diagnostics.append(
        Diagnostic(
          diagnostic.severity, diagnostic.id, diagnostic.message, at: places.first,
          notes: diagnostic.notes + notes, help: diagnostic.help))
    }
  }
}
