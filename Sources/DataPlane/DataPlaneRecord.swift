import FoundationEssentials
import Glibc
import HostState

/// The side file of a namespace's data plane: what the maps do not hold, such as the resources'
/// names, which build's programs were loaded, and since when targets are being drained.
struct DataPlaneRecord: Codable {
  var state: DataPlaneState
  /// Of the embedded objects, by name.
  var programs: [String: UInt64]
  /// When the draining of each target began, by its address, in seconds of `KernelClock`.
  var drainStarts: [String: Double]?

  init(_ state: DataPlaneState, drainStarts: [String: Double]? = nil) {
    self.state = state
    self.drainStarts = drainStarts
    programs = Self.digests(state)
  }

  private static func digests(_ state: DataPlaneState) -> [String: UInt64] {
    Dictionary(uniqueKeysWithValues: state.objects.map { ($0.name, $0.digest) })
  }

  /// The record at `path`; nil when there is none, it cannot be read, or other programs than this
  /// build's are loaded: then names are missing from what is observed, and a plan mends it.
  static func read(path: String) -> DataPlaneRecord? {
    guard let data = try? Data(contentsOf: URL(filePath: path)),
      let record = try? JSONDecoder().decode(DataPlaneRecord.self, from: data),
      record.programs == digests(record.state)
    else { return nil }
    return record
  }

  /// When the draining of each target began, as the record at `path` says, whichever build wrote it:
  /// draining goes on across an upgrade.
  static func drainStarts(path: String) -> [String: Double] {
    struct Starts: Decodable {
      var drainStarts: [String: Double]?
    }
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return [:] }
    return (try? JSONDecoder().decode(Starts.self, from: data))?.drainStarts ?? [:]
  }

  func write(path: String) throws(DataPlaneError) {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      try encoder.encode(self).write(to: URL(filePath: path), options: .atomic)
    } catch let error as CocoaError {
      let cause = error.underlying as? POSIXError
      throw .recordFailed(
        path: path, reason: cause.map { String(cString: strerror($0.code.rawValue)) } ?? "\(error)")
    } catch {
      throw .recordFailed(path: path, reason: "\(error)")
    }
  }
}
