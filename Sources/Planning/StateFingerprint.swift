import FoundationEssentials
import HostState

/// What tells states of a host apart, and is the same in every process.
enum StateFingerprint: Sendable {
  case known(String)
  /// Worked out when it is asked for: that takes longer than to see that nothing is to be done.
  case of(HostState)

  /// SHA-256 of the state's one encoding, without sysctls: which of them are read depends on what is
  /// known of a topology, not on the host.
  var text: String {
    switch self {
    case .known(let text): return text
    case .of(var state):
      for name in state.namespaces.keys { state.namespaces[name]?.sysctls = [:] }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      // Encoding fails for non-finite numbers only; those differ from every state that can be made.
      guard let data = try? encoder.encode(state) else { return "" }
      return SHA256.hexadecimal(data)
    }
  }
}

extension StateFingerprint: Hashable {
  static func == (left: StateFingerprint, right: StateFingerprint) -> Bool {
    left.text == right.text
  }

  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
