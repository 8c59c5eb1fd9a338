import Foundation

/// Files of this repository, wherever it is checked out.
enum Repository {
  static func path(_ relative: String) -> String {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    return parts.joined(separator: "/") + "/" + relative
  }

  /// The folders under `examples` that hold a topology.
  static var examples: [String] {
    let folder = path("examples")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { access("\(folder)/\($0)/topology.yaml", F_OK) == 0 }.sorted()
  }
}
