import Glibc
package import HostState

/// What a topology's processes in a namespace hold there by open files, so that the kernel takes it
/// away when the last of them ends.
package struct ProcessHoldings: Hashable, Sendable {
  /// TUN and TAP devices, by name.
  package private(set) var tunnels: Set<String> = []
  /// Ports of netlink sockets for netfilter: nftables tables with `flags owner` are of one.
  package private(set) var netlinkPorts: Set<UInt32> = []

  /// Reads `/proc`, of the processes that came of the topology's own and are in the namespace.
  package init(in namespace: NamespaceName, _ runDirectory: RunDirectory) {
    let table = ProcessTable()
    let inode = NetworkNamespaceFile.inode(of: namespace)
    for (process, record) in runDirectory.readRecords()
    where process.namespace == namespace && record.isRunning {
      for member in table.members(mark: runDirectory.mark(of: process), record: record)
      where NetworkNamespaceFile.inode(ofProcess: member.pid) == inode {
        read(member.pid)
      }
    }
  }

  private mutating func read(_ pid: Int32) {
    var sockets: Set<UInt64> = []
    for name in RunDirectory.entries(of: "/proc/\(pid)/fd") {
      let target = Self.target(of: "/proc/\(pid)/fd/\(name)")
      if target == "/dev/net/tun" {
        tunnels.formUnion(Self.tunnel(Self.text(of: "/proc/\(pid)/fdinfo/\(name)")))
      } else if target.hasPrefix("socket:[") {
        if let inode = UInt64(target.dropFirst(8).dropLast()) { sockets.insert(inode) }
      }
    }
    if sockets.isEmpty { return }
    netlinkPorts.formUnion(Self.netlinkPorts(Self.text(of: "/proc/\(pid)/net/netlink"), sockets))
  }

  /// The device in the `iff:` line of a TUN descriptor's information.
  static func tunnel(_ information: String) -> Set<String> {
    let names = information.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("iff:") else { return nil }
      return line.dropFirst(4).split(whereSeparator: \.isWhitespace).first.map(String.init)
    }
    return Set(names)
  }

  /// The ports (`Pid`) of those sockets of `/proc/PID/net/netlink` that are netfilter's (`Eth` 12) and
  /// have one of these inodes.
  static func netlinkPorts(_ listing: String, _ inodes: Set<UInt64>) -> Set<UInt32> {
    var ports: Set<UInt32> = []
    for line in listing.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: " ")
      guard fields.count >= 10, fields[1] == "12", let port = UInt32(fields[2]),
        let inode = fields.last.flatMap({ UInt64($0) }), inodes.contains(inode)
      else { continue }
      ports.insert(port)
    }
    return ports
  }

  private static func text(of path: String) -> String {
    (try? AtomicFile.read(path, limit: 1 << 20)).flatMap { $0 }
      .map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// What a link of `/proc/PID/fd` says; empty when the descriptor has gone.
  private static func target(of path: String) -> String {
    var characters = [CChar](repeating: 0, count: 256)
    let count = readlink(path, &characters, characters.count)
    let bytes = characters.map(UInt8.init(bitPattern:))
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
