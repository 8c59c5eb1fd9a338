import CLibBPF
import Glibc

/// A BPF object file that the kernel has verified: its programs, and its maps, each pinned.
///
/// A map that is pinned already is used again, with what it holds, unless it is of another layout:
/// then somebody has put it there, and it loses its pin.
final class LoadedObject {
  private let object: OpaquePointer
  /// What its programs know, all of it pinned.
  private(set) var mapNames: Set<String> = []

  /// - Parameter needs: How many entries maps must have room for at least, by name, of those whose size
  ///   the object's source leaves open. One that is pinned with less room, or far more, is replaced by
  ///   an empty one.
  init(
    _ embedded: EmbeddedObject, mapDirectory: String, needs: [String: Int] = [:]
  ) throws(DataPlaneError) {
    let bytes = embedded.bytes
    let opened = embedded.name.withCString { name in
      var options = bpf_object_open_opts()
      options.sz = MemoryLayout<bpf_object_open_opts>.size
      options.object_name = name
      return LibraryLog.capture { bpf_object__open_mem(bytes, bytes.count, &options) }
    }
    guard let object = opened.result else {
      throw .programRejected(name: embedded.name, errno: errno, log: opened.log)
    }
    self.object = object
    var map = bpf_object__next_map(object, nil)
    while let current = map {
      let name = String(cString: bpf_map__name(current))
      let path = mapDirectory + "/" + name
      if let need = needs[name] {
        let capacity = try Self.capacity(for: need, pinnedAt: path, name)
        bpf_map__set_max_entries(current, UInt32(capacity))
      }
      try Self.unpinStranger(at: path, name, in: current)
      guard bpf_map__set_pin_path(current, path) == 0 else {
        throw .failed("prepare the pin \(path)", errno)
      }
      mapNames.insert(name)
      map = bpf_object__next_map(object, current)
    }
    let loaded = LibraryLog.capture { bpf_object__load(object) }
    guard loaded.result == 0 else {
      let code = -loaded.result
      if code == EPERM || code == EACCES, !loaded.log.contains("BEGIN PROG LOAD LOG") {
        throw .notPermitted(operation: "load BPF programs")
      }
      throw .programRejected(name: embedded.name, errno: code, log: loaded.log)
    }
  }

  deinit { bpf_object__close(object) }

  /// What the library compares before it uses a pinned map (`map_is_reuse_compat`).
  private static func unpinStranger(
    at path: String, _ name: String, in map: OpaquePointer
  ) throws(DataPlaneError) {
    guard let pinned = try BPFHandle.pinned(at: path) else { return }
    let shape = try BPFMapShape(of: pinned, name: name)
    let isOurs =
      shape.type == bpf_map__type(map).rawValue && shape.keySize == Int(bpf_map__key_size(map))
      && shape.valueSize == Int(bpf_map__value_size(map))
      && shape.capacity == Int(bpf_map__max_entries(map))
      && shape.flags == bpf_map__map_flags(map)
    if !isOurs { try PinDirectory.unpin(path) }
  }

  /// A power of two, as the kernel makes so many buckets anyway.
  private static func capacity(
    for need: Int, pinnedAt path: String, _ name: String
  ) throws(DataPlaneError) -> Int {
    var capacity = 16
    while capacity < need { capacity *= 2 }
    guard let pinned = try BPFHandle.pinned(at: path) else { return capacity }
    let present = try BPFMapShape(of: pinned, name: name).capacity
    if (need...4 * capacity).contains(present) { return present }
    try PinDirectory.unpin(path)
    return capacity
  }

  /// The descriptor of a program, valid as long as this object is; nil for another object's.
  func program(_ name: String) -> Int32? {
    bpf_object__find_program_by_name(object, name).map { bpf_program__fd($0) }
  }
}
