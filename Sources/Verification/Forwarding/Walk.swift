import Topology

/// A path under way.
struct Walk {
  enum Outcome {
    case ends(Path)
    case continues([Walk])
  }

  var path: Path
  var location: Location
  var visited: Set<Location>
  var role: Walker.Role

  func deciding(
    _ table: Table, _ route: Candidate?, shadowed: ArraySlice<Candidate>, zone: ID<Zone>?
  ) -> Walk {
    var walk = self
    walk.visited.insert(location)
    walk.path.steps.append(
      Step(
        location: location, table: table, route: route, shadowed: Array(shadowed), zone: zone,
        choice: nil))
    return walk
  }

  func ending(_ disposition: Disposition) -> Outcome {
    var path = path
    path.disposition = disposition
    return .ends(path)
  }

  func moving(to location: Location) -> Outcome {
    var walk = self
    walk.location = location
    return .continues([walk])
  }

  /// Moves on with the zone that a transit gateway has chosen for its last decision.
  func moving(to location: Location, choosing choice: Step.ZoneChoice) -> Walk {
    var walk = self
    walk.location = location
    walk.path.steps[walk.path.steps.count - 1].choice = choice
    if choice.reason == .flowHash { walk.path.choices.zones[choice.attachment] = choice.zone }
    return walk
  }
}
