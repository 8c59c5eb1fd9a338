/// Something that the kernel is asked to change, as a value; its description is in `ip`'s words.
package protocol NetlinkRequest: Sendable, CustomStringConvertible {
  /// The netlink protocol that carries it.
  var channel: NetlinkChannel { get }
  /// RTM_*, or the command of a generic netlink family.
  var messageType: Int { get }
  /// NLM_F_* beside NLM_F_REQUEST and NLM_F_ACK.
  var flags: Int { get }
  /// Appends the family's fixed header and the attributes.
  func encode(into message: inout MessageBuffer)
}

extension NetlinkRequest {
  package var channel: NetlinkChannel { .route }
  package var flags: Int { 0 }
}

/// What became of one request of a batch.
package typealias NetlinkOutcome = Result<Void, NetlinkError>
