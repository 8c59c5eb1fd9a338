import CLibBPF
import Glibc

/// A map's sizes, as the kernel knows them.
struct BPFMapShape: Hashable {
  var keySize: Int
  var valueSize: Int
  var capacity: Int

  init(of handle: BPFHandle, name: String) throws(DataPlaneError) {
    var info = bpf_map_info()
    var length = UInt32(MemoryLayout<bpf_map_info>.size)
    guard bpf_obj_get_info_by_fd(handle.descriptor, &info, &length) == 0 else {
      throw .failed("ask about the map \(name)", errno)
    }
    keySize = Int(info.key_size)
    valueSize = Int(info.value_size)
    capacity = Int(info.max_entries)
  }
}
