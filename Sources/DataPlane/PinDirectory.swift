import CLibBPF
import Glibc
import HostState

/// Where one namespace's maps and TCX links are pinned, `MOUNT/v5/NAMESPACE/{maps,links}`, and
/// beside these two a program that is attached otherwise.
///
/// The version is that of the maps' layouts: programs of another version never see these maps.
struct PinDirectory: Hashable {
  static let version = "v5"

  let fileSystem: BPFFileSystem
  let namespace: NamespaceName
  var version = Self.version

  var path: String {
    "\(fileSystem.path)/\(version)/\(Self.encode(namespace.rawValue))"
  }
  var maps: String { path + "/maps" }
  var links: String { path + "/links" }

  func map(_ name: String) -> String { maps + "/" + name }
  func program(_ name: String) -> String { path + "/" + name }
  func link(_ attachment: Attachment) -> String { links + "/" + attachment.pinName }

  var exists: Bool { access(path, F_OK) == 0 }

  func create() throws(DataPlaneError) {
    guard fileSystem.isMounted else { throw .notABPFFileSystem(path: fileSystem.path) }
    for directory in ["\(fileSystem.path)/\(version)", path, maps, links] {
      if mkdir(directory, 0o700) != 0, errno != EEXIST {
        throw .failed("make \(directory)", errno)
      }
    }
  }

  /// Unlinks everything: the programs first, so that none runs while its maps go.
  func remove() throws(DataPlaneError) {
    for name in try Self.names(in: links) { try removeLink(name) }
    for name in try Self.names(in: maps) { try Self.unpin("\(maps)/\(name)") }
    for name in try Self.names(in: path) where !["links", "maps"].contains(name) {
      try Self.unpin(program(name))
    }
    for directory in [links, maps, path] {
      if rmdir(directory) != 0, errno != ENOENT {
        throw .failed("remove \(directory)", errno)
      }
    }
  }

  /// Unpins the maps that no program uses any more, which earlier programs of this version did.
  func removeMaps(but used: Set<String>) throws(DataPlaneError) {
    for name in try Self.names(in: maps) where !used.contains(name) { try Self.unpin(map(name)) }
  }

  /// Removes what programs of other versions left, which would see every packet too.
  func removeOtherVersions() throws(DataPlaneError) {
    // The kernel may keep files of its own beside them.
    for other in try Self.names(in: fileSystem.path)
    where other != version && other.hasPrefix("v") && Int(other.dropFirst()) != nil {
      try PinDirectory(fileSystem: fileSystem, namespace: namespace, version: other).remove()
    }
  }

  /// Pins a program in the place of an earlier one of its name.
  func replaceProgram(_ name: String, _ descriptor: Int32) throws(DataPlaneError) {
    try Self.unpin(program(name))
    if bpf_obj_pin(descriptor, program(name)) != 0 {
      throw .failed("pin \(program(name))", errno)
    }
  }

  /// Detaches and unpins a program.
  func removeLink(_ name: String) throws(DataPlaneError) {
    let path = links + "/" + name
    if let handle = try BPFHandle.pinned(at: path) { try TCXLink(handle: handle).detach() }
    try Self.unpin(path)
  }

  static func unpin(_ path: String) throws(DataPlaneError) {
    if unlink(path) != 0, errno != ENOENT { throw .failed("unpin \(path)", errno) }
  }

  /// The names in a directory, sorted; none when it does not exist.
  static func names(in directory: String) throws(DataPlaneError) -> [String] {
    guard let stream = opendir(directory) else {
      if errno == ENOENT { return [] }
      throw .failed("list \(directory)", errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// BPF file systems refuse dots in names; `%` stands for itself as `%25`.
  static func encode(_ name: String) -> String {
    name.utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "."): text += "%2e"
      case UInt8(ascii: "%"): text += "%25"
      case UInt8(ascii: "/"): text += "%2f"
      default: text.unicodeScalars.append(UnicodeScalar(byte))
      }
    }
  }

  static func decode(_ name: String) -> String {
    name.replacing("%2e", with: ".").replacing("%2f", with: "/").replacing("%25", with: "%")
  }
}
