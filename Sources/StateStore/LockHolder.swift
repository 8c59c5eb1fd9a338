import FoundationEssentials
import Glibc

/// Who holds a topology's lock, as written into the lock's file.
package struct LockHolder: Hashable, Sendable, Codable {
  package var user: String
  package var host: String
  package var pid: Int32
  /// What it does, such as `apply`.
  package var operation: String
  /// When it took the lock, as ISO 8601 in UTC.
  package var since: String

  /// This process, now.
  init(operation: String) {
    user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
    var name = utsname()
    host =
      uname(&name) == 0
      ? withUnsafeBytes(of: &name.nodename) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      } : "this host"
    pid = getpid()
    self.operation = operation
    since = Date().formatted(.iso8601)
  }
}

extension LockHolder {
  /// Whether a process of that number is on this host.
  var isAlive: Bool { kill(pid, 0) == 0 || errno != ESRCH }
}

extension LockHolder: CustomStringConvertible {
  package var description: String { "\(operation) of \(user)@\(host), pid \(pid), since \(since)" }
}
