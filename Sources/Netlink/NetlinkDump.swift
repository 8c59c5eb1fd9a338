/// A question that the kernel answers with a list of objects.
package protocol NetlinkDump: Sendable, CustomStringConvertible {
  associatedtype Element

  var channel: NetlinkChannel { get }
  /// RTM_GET*, or the command of a generic netlink family.
  var messageType: Int { get }
  /// Appends the family's fixed header and the filter's attributes.
  func encode(into message: inout MessageBuffer)
  /// One object; nil for one that the question is not about.
  func decode(_ message: Message) -> Element?
}

extension NetlinkDump {
  package var channel: NetlinkChannel { .route }
}
