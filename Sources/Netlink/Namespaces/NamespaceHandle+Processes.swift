import Glibc

extension NamespaceHandle {
  /// The namespaces that processes are in, each once, with the first process found there; those of
  /// processes that end meanwhile are left out.
  package static func ofProcesses() -> [(process: Int32, namespace: NamespaceHandle)] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var found: [(process: Int32, namespace: NamespaceHandle)] = []
    var known: Set<Identity> = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let file = "/proc/\(name)/ns/net"
      guard let process = Int32(name), let identity = Identity(file: file),
        known.insert(identity).inserted,
        let namespace = try? NamespaceHandle(name: "", path: file)
      else { continue }
      found.append((process, namespace))
    }
    return found
  }
}
