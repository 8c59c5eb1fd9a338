import CLibBPF
import Glibc

extension BPFMap {
  /// Calls `body` with every entry of a hash map, read some thousands at a time
  /// (BPF_MAP_LOOKUP_BATCH).
  func forEach(_ body: (Key, Value) -> Void) throws(DataPlaneError) {
    // At least as many as the fullest bucket of the hash, or the kernel says ENOSPC.
    let batch = 4096
    var keys = [UInt8](repeating: 0, count: batch * Key.byteCount)
    var values = [UInt8](repeating: 0, count: batch * Value.byteCount)
    var cursor: UInt32 = 0
    var isFirst = true
    while true {
      var count = UInt32(batch)
      let result = withUnsafeMutablePointer(to: &cursor) { cursor in
        bpf_map_lookup_batch(
          handle.descriptor, isFirst ? nil : cursor, cursor, &keys, &values, &count, nil)
      }
      let code = errno
      isFirst = false
      if result != 0, code != ENOENT { throw .failed("read the map \(name)", code) }
      for index in 0..<Int(count) {
        body(
          Key(mapBytes: keys[index * Key.byteCount..<(index + 1) * Key.byteCount]),
          Value(mapBytes: values[index * Value.byteCount..<(index + 1) * Value.byteCount]))
      }
      if result != 0 { return }
    }
  }
}
