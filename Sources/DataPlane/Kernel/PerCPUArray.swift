import CLibBPF
import Glibc

/// A pinned BPF_MAP_TYPE_PERCPU_ARRAY: a value a CPU for each index.
struct PerCPUArray<Value: MapBytes> {
  let name: String
  let handle: BPFHandle

  init?(name: String, path: String) throws(DataPlaneError) {
    guard let handle = try BPFHandle.pinned(at: path) else { return nil }
    self.name = name
    self.handle = handle
    let shape = try BPFMapShape(of: handle, name: name)
    guard shape.keySize == 4, shape.valueSize == Value.byteCount else {
      throw .otherLayout(path: path)
    }
  }

  /// The values of all CPUs at `index`.
  subscript(index: UInt32) -> [Value] {
    get throws(DataPlaneError) {
      let cpus = Int(libbpf_num_possible_cpus())
      guard cpus > 0 else { throw .failed("count the CPUs", EINVAL) }
      let stride = (Value.byteCount + 7) / 8 * 8
      var bytes = [UInt8](repeating: 0, count: cpus * stride)
      guard bpf_map_lookup_elem(handle.descriptor, index.mapBytes, &bytes) == 0 else {
        throw .failed("read the map \(name)", errno)
      }
      return (0..<cpus).map { Value(mapBytes: bytes[$0 * stride..<$0 * stride + Value.byteCount]) }
    }
  }

  /// Sets the value of every CPU at `index` to zero.
  func clear(_ index: UInt32) throws(DataPlaneError) {
    let stride = (Value.byteCount + 7) / 8 * 8
    let zeros = [UInt8](repeating: 0, count: max(Int(libbpf_num_possible_cpus()), 1) * stride)
    guard bpf_map_update_elem(handle.descriptor, index.mapBytes, zeros, 0) == 0 else {
      throw .failed("clear an entry of the map \(name)", errno)
    }
  }
}
