import ArgumentParser
import FoundationEssentials
import RunDirectory
import StateStore

extension CompletionKind {
  static let topologyFile = CompletionKind.file(extensions: ["yaml", "yml"])
  static let planFile = CompletionKind.file(extensions: ["json"])
  static let topologyOrPlanFile = CompletionKind.file(extensions: ["yaml", "yml", "json"])

  /// The name of a topology on this host, or its file.
  static let topologyName = CompletionKind.custom { _, _, prefix in
    HostInventory.names(
      stateDirectory: StateDirectory(), runDirectory: RunDirectory.defaultBase)
      + topologyFiles(prefix)
  }

  /// Topology files and folders beside what has been typed.
  private static func topologyFiles(_ prefix: String) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let files = FileManager.default
    let entries = (try? files.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return entries.sorted().compactMap { entry in
      if entry.hasPrefix(".") { return nil }
      var isFolder = false
      _ = files.fileExists(atPath: folder + entry, isDirectory: &isFolder)
      if isFolder { return folder + entry + "/" }
      return entry.hasSuffix(".yaml") || entry.hasSuffix(".yml") ? folder + entry : nil
    }
  }
}
