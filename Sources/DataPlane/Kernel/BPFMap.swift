import CLibBPF
import Glibc

/// A pinned map of the kernel with one value a key.
struct BPFMap<Key: MapBytes, Value: MapBytes> {
  let name: String
  let handle: BPFHandle

  /// The map pinned at `path`, or nil when none is.
  ///
  /// - Throws: `otherLayout` when its sizes are not those of the Swift types.
  init?(name: String, path: String) throws(DataPlaneError) {
    guard let handle = try BPFHandle.pinned(at: path) else { return nil }
    self.name = name
    self.handle = handle
    let shape = try BPFMapShape(of: handle, name: name)
    guard shape.keySize == Key.byteCount, shape.valueSize == Value.byteCount else {
      throw .otherLayout(path: path)
    }
  }

  subscript(key: Key) -> Value? {
    get throws(DataPlaneError) {
      var value = [UInt8](repeating: 0, count: Value.byteCount)
      if bpf_map_lookup_elem(handle.descriptor, key.mapBytes, &value) == 0 {
        return Value(mapBytes: value)
      }
      let code = errno
      if code == ENOENT { return nil }
      throw .failed("look up an entry of the map \(name)", code)
    }
  }

  func set(_ key: Key, _ value: Value) throws(DataPlaneError) {
    guard bpf_map_update_elem(handle.descriptor, key.mapBytes, value.mapBytes, 0) == 0 else {
      throw .failed("write an entry of the map \(name)", errno)
    }
  }

  /// Writes unless the entry is equal already.
  func update(_ key: Key, _ value: Value) throws(DataPlaneError) where Value: Equatable {
    if try self[key] != value { try set(key, value) }
  }

  /// Deleting what is not there is done.
  func remove(_ key: Key) throws(DataPlaneError) {
    if bpf_map_delete_elem(handle.descriptor, key.mapBytes) == 0 || errno == ENOENT { return }
    throw .failed("delete an entry of the map \(name)", errno)
  }

  /// Takes an entry out in one step, and gives what it was; nil when it was not there.
  func take(_ key: Key) throws(DataPlaneError) -> Value? {
    var value = [UInt8](repeating: 0, count: Value.byteCount)
    if bpf_map_lookup_and_delete_elem(handle.descriptor, key.mapBytes, &value) == 0 {
      return Value(mapBytes: value)
    }
    let code = errno
    if code == ENOENT { return nil }
    throw .failed("take an entry out of the map \(name)", code)
  }

  /// Writes an entry unless there is one by now.
  func add(_ key: Key, _ value: Value) throws(DataPlaneError) {
    let flags = UInt64(BPF_NOEXIST)
    if bpf_map_update_elem(handle.descriptor, key.mapBytes, value.mapBytes, flags) == 0 { return }
    if errno != EEXIST { throw .failed("write an entry of the map \(name)", errno) }
  }

  /// Every entry, in the kernel's order.
  ///
  /// Of a map that changes meanwhile, some may be missing.
  func entries() throws(DataPlaneError) -> [(key: Key, value: Value)] {
    var result: [(key: Key, value: Value)] = []
    var next = [UInt8](repeating: 0, count: Key.byteCount)
    var previous: [UInt8]?
    while true {
      guard bpf_map_get_next_key(handle.descriptor, previous, &next) == 0 else {
        let code = errno
        if code == ENOENT { return result }
        throw .failed("list the map \(name)", code)
      }
      let key = Key(mapBytes: next)
      if let value = try self[key] { result.append((key, value)) }
      previous = next
    }
  }
}
