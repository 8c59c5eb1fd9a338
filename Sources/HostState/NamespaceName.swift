/// A network namespace's name under `/run/netns`: `bw.TOPOLOGY.REST`, at most 64 characters.
package struct NamespaceName: KernelName {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  /// What the names of all namespaces of a topology begin with, and no other's do: a topology's
  /// name holds no dot.
  package static func prefix(topology: String) -> String { "bw.\(topology)." }
}
