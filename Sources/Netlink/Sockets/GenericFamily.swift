import CLinux
import Glibc
import Synchronization

/// Asks for the number of a generic netlink family; it is the same in every namespace until the
/// next boot.
struct GenericFamily: NetlinkRequest {
  let name: String

  var channel: NetlinkChannel { .ethtool }
  var messageType: Int { Int(CTRL_CMD_GETFAMILY) }
  var description: String { "genl family \(name)" }

  func encode(into message: inout MessageBuffer) {
    message.attribute(Int(CTRL_ATTR_FAMILY_NAME), string: name)
  }

  private static let ethtool = Mutex<UInt16?>(nil)

  /// The number of `ethtool`, asked for once.
  static func ethtool(_ socket: NetlinkSocket, place: String) throws(NetlinkError) -> UInt16 {
    if let known = ethtool.withLock({ $0 }) { return known }
    let request = GenericFamily(name: ETHTOOL_GENL_NAME)
    var number: UInt16?
    let outcomes = socket.transact(
      [request], as: .generic(family: UInt16(GENL_ID_CTRL)), place: place
    ) { _, message in
      number = message.attributes(after: genlmsghdr.self)[Int(CTRL_ATTR_FAMILY_ID)]?.number()
    }
    if case .failure(let error) = outcomes[0] { throw error }
    guard let number else {
      throw NetlinkError(request: "\(request)\(place)", code: ENOENT)
    }
    ethtool.withLock { $0 = number }
    return number
  }
}
