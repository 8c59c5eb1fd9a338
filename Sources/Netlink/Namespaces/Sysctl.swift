import CLinux
import Glibc

/// Values under `/proc/sys`.
///
/// Those below `net/` are the ones of the current thread's namespace.
package enum Sysctl {
  /// Writes a value.
  ///
  /// - Parameter key: The path below `/proc/sys`, such as `net/ipv4/ip_forward`.
  package static func write(_ value: String, to key: String) throws(NetlinkError) {
    let request = "sysctl \(key)=\(value)"
    let file = open(try path(key), O_WRONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT, value == absentValue(key) { return }
      throw NetlinkError(request: request, code: errno)
    }
    defer { close(file) }
    let bytes = Array(value.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw NetlinkError(request: request, code: errno)
    }
  }

  /// Reads a value, without the line's end and with single spaces for tabs.
  ///
  /// - Returns: Nil if there is no such key: the kernel's feature or the link is not there.
  package static func read(_ key: String) throws(NetlinkError) -> String? {
    let file = open(try path(key), O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return absentValue(key) }
      throw NetlinkError(request: "sysctl \(key)", code: errno)
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(file, &bytes, bytes.count)
    guard count >= 0 else { throw NetlinkError(request: "sysctl \(key)", code: errno) }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    return text.split { $0 == "\n" || $0 == "\t" || $0 == " " }.joined(separator: " ")
  }

  /// What a key that is not there means: without br_netfilter, bridged frames do not meet
  /// netfilter's hooks, which is what 0 says where it is loaded.
  private static func absentValue(_ key: String) -> String? {
    key.hasPrefix("net/bridge/bridge-nf-call-") ? "0" : nil
  }

  /// Only what belongs to the namespace, never the host's own settings.
  private static func path(_ key: String) throws(NetlinkError) -> String {
    guard key.hasPrefix("net/"), !key.split(separator: "/").contains(".."), !key.utf8.contains(0)
    else {
      throw NetlinkError(
        request: "sysctl \(key)", code: EINVAL, explanation: "not a key of a network namespace")
    }
    return "/proc/sys/\(key)"
  }
}
