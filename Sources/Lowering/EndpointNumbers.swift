import Topology

/// What stands for a GWLB endpoint on the wire.
enum EndpointNumbers {
  /// Option type 1, the `vpce-` id: derived from the name, so that it survives a rebuild.
  static func id(of endpoint: String, in topology: Topology) -> UInt64 {
    StableHash.value(of: "\(topology.name)/\(endpoint)")
  }

  /// Option type 2, the attachment's id.
  static func attachmentID(of endpoint: String, in topology: Topology) -> UInt64 {
    StableHash.value(of: "\(topology.name)/\(endpoint)/attachment")
  }
}
