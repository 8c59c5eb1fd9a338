import Diagnostics
import Glibc
import Planning
import StateStore

/// Says where a name and a file are not those of the last apply: a copied file keeps its original's
/// name, and one that is renamed leaves the first topology on the host.
struct AppliedPlace {
  let console: Console
  let options: HostOptions

  /// - Parameter last: What was applied last under the name; nil if nothing is remembered.
  func warn(_ topology: String, from source: PlanSource, last: AppliedState?) {
    guard let file = source.files.first, let place = Self.real(file.place) else { return }
    guard let last else { return warnOfOtherNames(topology, place) }
    guard let other = last.source?.files.first, other.text != file.text,
      let before = Self.real(other.place), before != place
    else { return }
    console.warn(
      "\(topology) was applied last from `\(before.escapingControlCharacters)`: this file takes its "
        + "place; another topology needs a `name` of its own")
  }

  private func warnOfOtherNames(_ topology: String, _ place: String) {
    let others = StateStore.topologies(in: options.stateDirectory).filter { name in
      name != topology && lastPlace(of: name).flatMap(Self.real) == place
    }
    for name in others {
      console.warn(
        "this file was applied as \(name), which stays beside \(topology); "
          + "`bumpwire destroy \(name)` removes it")
    }
  }

  private func lastPlace(of topology: String) -> String? {
    (try? StateStore.reading(topology, in: options.stateDirectory)?.lastPlace()) ?? nil
  }

  /// Without symbolic links where it can be found; nil for what is no file of a folder's.
  private static func real(_ place: String) -> String? {
    guard place != "-", !place.hasPrefix("/dev/"), !place.hasPrefix("/proc/") else { return nil }
    guard let resolved = realpath(place, nil) else { return place }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
