import DataPlane
import Glibc
import RunDirectory

/// A topology that is applied on this host: where its files and its pinned maps are.
struct AppliedTopology {
  let runDirectory: RunDirectory
  let dataPlane: DataPlane

  /// - Throws: `CommandFailure` when nothing of it is there.
  init(_ runDirectory: RunDirectory) throws {
    guard access(runDirectory.path, F_OK) == 0 else {
      throw CommandFailure(
        .failure, "the topology `\(runDirectory.topology)` is not applied on this host",
        help: "`bumpwire apply` applies it")
    }
    self.runDirectory = runDirectory
    dataPlane = DataPlane(
      fileSystem: BPFFileSystem(path: runDirectory.bpfFileSystem),
      recordDirectory: runDirectory.dataPlaneFiles)
  }
}
