import CLibBPF
import Glibc

/// The pinned array of Maglev tables, one a zone, each a map of its own so that a table is
/// exchanged in one step.
struct MaglevMap {
  let handle: BPFHandle

  static let name = "maglev"

  init?(pins: PinDirectory) throws(DataPlaneError) {
    guard let handle = try BPFHandle.pinned(at: pins.map(Self.name)) else { return nil }
    self.handle = handle
    let shape = try BPFMapShape(of: handle, name: Self.name)
    guard shape.type == BPF_MAP_TYPE_ARRAY_OF_MAPS.rawValue else {
      throw .otherLayout(path: pins.map(Self.name))
    }
  }

  /// Puts `slots` in the place of the zone's table; without slots, the zone has none.
  func replace(zone: UInt32, _ slots: [UInt32]) throws(DataPlaneError) {
    guard !slots.isEmpty else {
      if bpf_map_delete_elem(handle.descriptor, zone.mapBytes) != 0, errno != ENOENT {
        throw .failed("remove a Maglev table", errno)
      }
      return
    }
    precondition(slots.count == Maglev.tableSize, "a Maglev table has another size")
    let descriptor = bpf_map_create(
      BPF_MAP_TYPE_ARRAY, "maglev_table", 4, 4, UInt32(Maglev.tableSize), nil)
    guard descriptor >= 0 else { throw .failed("make a Maglev table", errno) }
    let table = BPFHandle(descriptor)
    let keys = Array(0..<UInt32(Maglev.tableSize))
    var count = UInt32(keys.count)
    guard bpf_map_update_batch(table.descriptor, keys, slots, &count, nil) == 0,
      bpf_map_update_elem(handle.descriptor, zone.mapBytes, [UInt32(table.descriptor)], 0) == 0
    else { throw .failed("replace a Maglev table", errno) }
  }

  /// The zone's table; empty when it has none.
  func table(zone: UInt32) throws(DataPlaneError) -> [UInt32] {
    var identifier: UInt32 = 0
    guard bpf_map_lookup_elem(handle.descriptor, zone.mapBytes, &identifier) == 0 else {
      if errno == ENOENT { return [] }
      throw .failed("look up a Maglev table", errno)
    }
    let descriptor = bpf_map_get_fd_by_id(identifier)
    guard descriptor >= 0 else { throw .failed("open a Maglev table", errno) }
    let table = BPFHandle(descriptor)
    var cursor: UInt32 = 0
    var count = UInt32(Maglev.tableSize)
    var keys = [UInt32](repeating: 0, count: Maglev.tableSize)
    var slots = keys
    let result = bpf_map_lookup_batch(
      table.descriptor, nil, &cursor, &keys, &slots, &count, nil)
    guard result == 0 || errno == ENOENT else { throw .failed("read a Maglev table", errno) }
    return slots
  }
}
