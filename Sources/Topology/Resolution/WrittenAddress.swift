import Configuration
import IPAddressing

/// An address that the topology gives to something itself.
struct WrittenAddress: Sendable {
  var subnet: ID<Subnet>
  var address: Located<IPAddress>
  /// The resource address of what has it.
  var owner: String
}
