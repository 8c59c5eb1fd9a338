import Glibc
import HostState

/// The flags of the interfaces in the calling thread's network namespace (netdevice(7)).
enum InterfaceFlags {
  /// Whether the link is administratively up and has a carrier.
  static func isUp(_ link: LinkName) -> Bool {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return false }
    defer { freeifaddrs(list) }
    let wanted = UInt32(IFF_UP | IFF_RUNNING)
    var next = list
    while let entry = next {
      if String(cString: entry.pointee.ifa_name) == link.rawValue {
        return entry.pointee.ifa_flags & wanted == wanted
      }
      next = entry.pointee.ifa_next
    }
    return false
  }
}
