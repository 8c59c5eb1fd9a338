import CLibBPF
import Glibc
import HostState
import Netlink

/// A program at the ingress of links, as the only filter of their `clsact` qdiscs (tc-bpf(8)).
///
/// Unlike TCX's links, of which each waits for an RCU grace period (`tcx_entry_sync`), hundreds are
/// attached in some milliseconds; they go with the link and need no pin.
enum PortFilter {
  /// Attaches a program to links of the calling thread's namespace, in the place of what their
  /// filters ran before.
  static func attach(_ program: Int32, to links: [Int32]) throws(DataPlaneError) {
    do throws(NetlinkError) {
      try NamespaceConnection.current()
        .attach(program, to: links.map(IngressFilter.init(linkIndex:)))
    } catch {
      throw .failed("\(error.request)", error.code)
    }
  }

  /// The ids of the programs that the filters of links run, in their order; nil where there is no
  /// filter, or no such link.
  static func programs(of links: [UInt32]) throws(DataPlaneError) -> [UInt32?] {
    do throws(NetlinkError) {
      return try NamespaceConnection.current()
        .programs(of: links.map { IngressFilter(linkIndex: Int32(bitPattern: $0)) })
    } catch {
      throw .failed("\(error.request)", error.code)
    }
  }

  /// A program's id, and those of the maps that it uses.
  static func identifiers(
    of program: BPFHandle
  ) throws(DataPlaneError) -> (program: UInt32, maps: [UInt32]) {
    var maps = [UInt32](repeating: 0, count: 64)
    var info = bpf_prog_info()
    var length = UInt32(MemoryLayout<bpf_prog_info>.size)
    let result = maps.withUnsafeMutableBufferPointer { maps in
      info.nr_map_ids = UInt32(maps.count)
      info.map_ids = UInt64(UInt(bitPattern: maps.baseAddress))
      return bpf_obj_get_info_by_fd(program.descriptor, &info, &length)
    }
    guard result == 0 else { throw .failed("ask about a program", errno) }
    return (info.id, Array(maps.prefix(Int(info.nr_map_ids))))
  }
}
