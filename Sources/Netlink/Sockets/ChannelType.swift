import CLinux

/// How a message's type is written on a channel: generic netlink families have a number that the
/// kernel gives them at run time, and a header of their own for the command.
enum ChannelType: Hashable, Sendable {
  case direct
  case generic(family: UInt16)

  /// Starts a message of a type or command.
  func begin(_ type: Int, flags: Int, sequence: UInt32, in buffer: inout MessageBuffer) {
    switch self {
    case .direct:
      buffer.begin(type: UInt16(type), flags: UInt16(flags), sequence: sequence)
    case .generic(let family):
      buffer.begin(type: family, flags: UInt16(flags), sequence: sequence)
      buffer.append(genlmsghdr(cmd: UInt8(type), version: 1, reserved: 0))
    }
  }
}
