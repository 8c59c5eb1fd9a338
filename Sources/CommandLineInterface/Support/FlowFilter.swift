import DataPlane
import IPAddressing

/// Which flows are asked for: those that everything given holds for.
struct FlowFilter {
  /// Resource addresses; nil for all.
  var endpoints: Set<String>?
  var appliances: Set<String>?
  var `protocol`: IPProtocol?
  /// At either end, the same one.
  var addresses: Prefix?
  var port: UInt16?

  func contains(_ listed: ListedFlow) -> Bool {
    contains(listed.flow) && endpoints?.contains(listed.endpoint) != false
      && appliances?.contains(listed.target) != false
  }

  /// By the packets alone.
  func contains(_ flow: Flow) -> Bool {
    guard self.protocol == nil || self.protocol?.number == flow.protocolNumber else { return false }
    return [flow.source, flow.destination].contains { end in
      addresses?.contains(end.address) != false && (port == nil || port == end.port)
    }
  }

  /// The addresses that a text means: one, or those of a CIDR block.
  ///
  /// - Throws: usage.
  static func addresses(_ text: String) throws -> Prefix {
    if let address = IPAddress(text) { return Prefix(host: address) }
    if let prefix = Prefix(text) { return prefix }
    guard let (address, length) = Prefix.split(text) else {
      throw CommandFailure(.usage, "--address `\(text)` is no IP address and no CIDR block")
    }
    throw CommandFailure(
      .usage, "--address `\(text)` has host bits set",
      help: "did you mean `\(Prefix(address, length: length))` or `\(address)`?")
  }
}
