import CLibBPF
import Glibc

/// A map's sizes, as the kernel knows them.
struct BPFMapShape: Hashable {
  var keySize: Int
  var valueSize: Int
  var capacity: Int
  /// `enum bpf_map_type`, and BPF_F_* of its making.
  var type: UInt32
  var flags: UInt32

  init(of handle: BPFHandle, name: String) throws(DataPlaneError) {
    let info = try Self.information(handle, name)
    keySize = Int(info.key_size)
    valueSize = Int(info.value_size)
    capacity = Int(info.max_entries)
    type = info.type
    flags = info.map_flags
  }

  /// What tells a map from every other.
  static func identifier(of handle: BPFHandle, name: String) throws(DataPlaneError) -> UInt32 {
    try information(handle, name).id
  }

  private static func information(
    _ handle: BPFHandle, _ name: String
  ) throws(DataPlaneError) -> bpf_map_info {
    var info = bpf_map_info()
    var length = UInt32(MemoryLayout<bpf_map_info>.size)
    guard bpf_obj_get_info_by_fd(handle.descriptor, &info, &length) == 0 else {
      throw .failed("ask about the map \(name)", errno)
    }
    return info
  }
}
