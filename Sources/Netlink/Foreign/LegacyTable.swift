import CLinux
import Glibc
package import IPAddressing

/// A table of iptables' older kind (`iptables-legacy`, `ip6tables-legacy`), which nftables does not list.
package struct LegacyTable: Hashable, Sendable {
  package var family: AddressFamily
  package var name: String

  package init(family: AddressFamily, name: String) {
    self.family = family
    self.name = name
  }

  /// Those of the current thread's namespace that have rules, or policies other than to accept.
  ///
  /// None where the kernel has no such tables; one that somebody only looked at is as good as none.
  package static func altered() throws(NetlinkError) -> [LegacyTable] {
    var altered: [LegacyTable] = []
    for family in AddressFamily.allCases {
      for name in names(of: family) {
        let table = LegacyTable(family: family, name: name)
        if try table.isAltered() { altered.append(table) }
      }
    }
    return altered
  }

  private static func names(of family: AddressFamily) -> [String] {
    let path = "/proc/thread-self/net/\(family == .ipv4 ? "ip" : "ip6")_tables_names"
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = max(read(file, &bytes, bytes.count), 0)
    return bytes[..<count].split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) }
  }

  /// struct ipt_entry and struct ip6t_entry of linux/netfilter_ipv4/ip_tables.h and ip6_tables.h: where
  /// an entry says how long its matches and itself are, and its size without them.
  private var layout: (offsets: Int, size: Int) { family == .ipv4 ? (88, 112) : (140, 168) }
  /// struct xt_standard_target, whose verdict comes after a header; and struct xt_error_target.
  private static let targetHeader = 32
  private static let standardTarget = 40
  private static let errorTarget = 64
  /// What a policy of accepting is in a verdict: -NF_ACCEPT - 1.
  private static let accept: Int32 = -2

  /// struct ipt_getinfo.
  private struct Information {
    var hooks: UInt32
    var entries: UInt32
    var size: UInt32
  }

  private func isAltered() throws(NetlinkError) -> Bool {
    let socket = try LegacySocket(family)
    let information = try information(socket)
    let hooks = information.hooks.nonzeroBitCount
    if Int(information.entries) != hooks + 1 { return true }
    // The entries' alignment is 8.
    var answer = padded(size: 40 + Int(information.size))
    store(information.size, at: 32, in: &answer)
    try socket.get(65, &answer, "\(self)")
    let size = layout.size + Self.standardTarget
    return (0..<hooks).contains { hook in
      let verdict = 40 + hook * size + layout.size + Self.targetHeader
      guard verdict + 4 <= answer.count else { return true }
      let value = answer.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: verdict, as: Int32.self)
      }
      return value != Self.accept
    }
  }

  /// Makes it as it is when nobody has touched it: struct ipt_replace with a rule a hook, which accepts,
  /// and the error that ends every table.
  package func reset() throws(NetlinkError) {
    let socket = try LegacySocket(family)
    let information = try information(socket)
    let standard = layout.size + Self.standardTarget
    let count = information.hooks.nonzeroBitCount
    let size = count * standard + layout.size + Self.errorTarget
    var request = padded(size: 96)
    store(information.hooks, at: 32, in: &request)
    store(UInt32(count + 1), at: 36, in: &request)
    store(UInt32(size), at: 40, in: &request)
    var offset: UInt32 = 0
    for hook in 0..<5 where information.hooks & 1 << UInt32(hook) != 0 {
      store(offset, at: 44 + hook * 4, in: &request)
      store(offset, at: 64 + hook * 4, in: &request)
      offset += UInt32(standard)
    }
    store(information.entries, at: 84, in: &request)
    for _ in 0..<count { request += entry(target: Self.standardTarget, name: "") }
    request += entry(target: Self.errorTarget, name: "ERROR")
    // The kernel writes the old rules' counters there: 16 bytes each.
    var counters = [UInt64](repeating: 0, count: Int(information.entries) * 2)
    let code = counters.withUnsafeMutableBytes { counters -> Int32? in
      store(UInt64(UInt(bitPattern: counters.baseAddress)), at: 88, in: &request)
      return socket.set(64, request)
    }
    if let code { throw NetlinkError(request: "\(self) reset", code: code) }
  }

  private func entry(target: Int, name: String) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: layout.size + target)
    store(UInt16(layout.size), at: layout.offsets, in: &bytes)
    store(UInt16(layout.size + target), at: layout.offsets + 2, in: &bytes)
    store(UInt16(target), at: layout.size, in: &bytes)
    if name.isEmpty {
      store(UInt32(bitPattern: Self.accept), at: layout.size + Self.targetHeader, in: &bytes)
    } else {
      let letters = Array(name.utf8)
      bytes.replaceSubrange(layout.size + 2..<layout.size + 2 + letters.count, with: letters)
      let text = layout.size + Self.targetHeader
      bytes.replaceSubrange(text..<text + letters.count, with: letters)
    }
    return bytes
  }

  private func information(_ socket: borrowing LegacySocket) throws(NetlinkError) -> Information {
    var answer = padded(size: 84)
    try socket.get(64, &answer, "\(self)")
    func word(_ offset: Int) -> UInt32 {
      answer.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    }
    return Information(hooks: word(32), entries: word(76), size: word(80))
  }

  /// Its name in 32 bytes, then zeros.
  private func padded(size: Int) -> [UInt8] {
    let letters = Array(name.utf8.prefix(31))
    return letters + [UInt8](repeating: 0, count: size - letters.count)
  }

  private func store<Value: BitwiseCopyable>(
    _ value: Value, at offset: Int, in bytes: inout [UInt8]
  ) {
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: Value.self) }
  }
}

extension LegacyTable: CustomStringConvertible {
  package var description: String {
    "\(family == .ipv4 ? "iptables" : "ip6tables")-legacy table \(name)"
  }
}

/// A raw socket, by which such tables are read and written.
private struct LegacySocket: ~Copyable {
  private let descriptor: Int32
  private let level: Int32

  init(_ family: AddressFamily) throws(NetlinkError) {
    descriptor = socket(
      family == .ipv4 ? AF_INET : AF_INET6, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
      Int32(IPPROTO_RAW))
    level = Int32(family == .ipv4 ? IPPROTO_IP : Int(IPPROTO_IPV6))
    guard descriptor >= 0 else { throw NetlinkError(request: "raw socket", code: errno) }
  }

  deinit { close(descriptor) }

  borrowing func get(
    _ option: Int32, _ bytes: inout [UInt8], _ request: String
  ) throws(NetlinkError) {
    var length = socklen_t(bytes.count)
    guard getsockopt(descriptor, level, option, &bytes, &length) == 0 else {
      throw NetlinkError(request: request, code: errno)
    }
  }

  /// An errno, or nil.
  borrowing func set(_ option: Int32, _ bytes: [UInt8]) -> Int32? {
    setsockopt(descriptor, level, option, bytes, socklen_t(bytes.count)) == 0 ? nil : errno
  }
}
