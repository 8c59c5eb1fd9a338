import CLinux
import Glibc

/// Values under `/proc/sys/net`, of the namespace that the current thread is in.
///
/// One value serves one namespace: it keeps directories open.
package struct Sysctl: ~Copyable {
  /// Descriptors of what is directly below `/proc/sys/net`.
  private var directories: [(name: String, descriptor: Int32)] = []

  /// Nil for the procfs that is mounted at `/proc`.
  private let borrowed: (lease: SysctlSource.Lease, source: SysctlSource)?

  package init() { borrowed = nil }

  init(_ lease: SysctlSource.Lease, from source: SysctlSource) { borrowed = (lease, source) }

  deinit {
    for directory in directories { close(directory.descriptor) }
    if let borrowed { borrowed.source.putBack(borrowed.lease) }
  }

  /// Writes a value.
  ///
  /// - Parameter key: The path below `/proc/sys`, such as `net/ipv4/ip_forward`.
  package mutating func write(_ value: String, to key: String) throws(NetlinkError) {
    let file = try open(key, O_WRONLY) { "sysctl \(key)=\(value)" }
    guard let file else {
      if value == Self.absentValue(key) { return }
      throw NetlinkError(request: "sysctl \(key)=\(value)", code: ENOENT)
    }
    defer { close(file) }
    let bytes = Array(value.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw NetlinkError(request: "sysctl \(key)=\(value)", code: errno)
    }
  }

  /// Reads a value, without the line's end and with single spaces for tabs.
  ///
  /// - Returns: Nil if there is no such key: the kernel's feature or the link is not there.
  package mutating func read(_ key: String) throws(NetlinkError) -> String? {
    let file = try open(key, O_RDONLY) { "sysctl \(key)" }
    guard let file else { return Self.absentValue(key) }
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

  /// Nil if there is no such key.
  private mutating func open(
    _ key: String, _ flags: Int32, request: () -> String
  ) throws(NetlinkError) -> Int32? {
    guard let (place, path) = Self.parts(of: key) else {
      throw NetlinkError(
        request: request(), code: EINVAL, explanation: "not a key of a network namespace")
    }
    let directory = try directory(place, request)
    let file = directory.map { openat($0, String(path), flags | O_CLOEXEC) } ?? -1
    if file < 0, directory != nil, errno != ENOENT {
      throw NetlinkError(request: request(), code: errno)
    }
    return file < 0 ? nil : file
  }

  /// What is directly below `/proc/sys/net`, and the path below that; nil for a key that does not
  /// belong to the namespace, such as one of the host's own settings.
  private static func parts(of key: String) -> (Substring, Substring)? {
    let components = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard components.count > 2, components[0].elementsEqual("net".utf8),
      !components.contains(where: { $0.isEmpty || $0.elementsEqual("..".utf8) }),
      !key.utf8.contains(0)
    else { return nil }
    return (Substring(components[1]), key[components[2].startIndex...])
  }

  private mutating func directory(
    _ name: Substring, _ request: () -> String
  ) throws(NetlinkError) -> Int32? {
    if let known = directories.first(where: { $0.name == name }) { return known.descriptor }
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let directory =
      if let fileSystem = borrowed?.lease.fileSystem {
        openat(fileSystem.descriptor, "sys/net/\(name)", flags)
      } else {
        Glibc.open("/proc/sys/net/\(name)", flags)
      }
    guard directory >= 0 else {
      if errno == ENOENT { return nil }
      throw NetlinkError(request: request(), code: errno)
    }
    directories.append((String(name), directory))
    return directory
  }
}
