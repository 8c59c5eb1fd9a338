import FoundationEssentials
import Glibc

extension RunDirectory {
  /// The base of another run directory in which this host runs the topology, told by what is mounted
  /// there; nil if there is none.
  package var mountedElsewhere: String? {
    guard let data = try? AtomicFile.read("/proc/self/mounts", limit: 64 << 20) else { return nil }
    let suffix = "/\(topology)/bpf"
    for line in data.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      guard words.count > 2, words[2].elementsEqual("bpf".utf8) else { continue }
      let mount = Self.unescaped(words[1])
      guard mount.hasSuffix(suffix), mount != bpfFileSystem else { continue }
      let other = RunDirectory(topology: topology, base: String(mount.dropLast(suffix.count)))
      if other.isThere { return other.base }
    }
    return nil
  }

  /// Whether what is called so is a run directory: another BPF file system may be mounted at a `bpf` of
  /// somebody else's, such as `/sys/fs/bpf`.
  private var isThere: Bool {
    [agentLock, agentConfiguration, dataPlaneFiles].contains { (path: String) in
      access(path, F_OK) == 0
    }
  }

  /// Of a path in proc_mounts(5): blanks and the like are written as three octal digits.
  private static func unescaped(_ bytes: Data) -> String {
    var result: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.count >= 3,
        let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
      {
        result.append(value)
        rest = rest.dropFirst(3)
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
