import HostState
import RunDirectory

/// The targets' health as the last agent left it, so that the next one neither forgets nor flaps.
struct HealthArchive: Hashable, Codable {
  struct Entry: Hashable, Codable {
    var view: HealthView
    var health: ProbedHealth
  }

  /// By namespace of the gateway load balancer, in the views' order.
  private var namespaces: [NamespaceName: [Entry]] = [:]

  subscript(namespace: NamespaceName) -> [HealthView: ProbedHealth] {
    get {
      Dictionary(
        (namespaces[namespace] ?? []).map { ($0.view, $0.health) },
        uniquingKeysWith: { _, last in last })
    }
    set {
      namespaces[namespace] = newValue.map { Entry(view: $0.key, health: $0.value) }
        .sorted { $0.view < $1.view }
    }
  }

  mutating func keepOnly(_ kept: Set<NamespaceName>) {
    namespaces = namespaces.filter { kept.contains($0.key) }
  }

  /// What was written last; empty if nothing was.
  static func read(_ runDirectory: RunDirectory) throws(RunDirectoryError) -> HealthArchive {
    try AtomicFile.readJSON(HealthArchive.self, from: runDirectory.health) ?? HealthArchive()
  }

  func write(_ runDirectory: RunDirectory) throws(RunDirectoryError) {
    try AtomicFile.writeJSON(self, to: runDirectory.health)
  }
}
