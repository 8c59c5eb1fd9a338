import CLibBPF
import Glibc

/// A program at the ingress of one link, as the only filter of its `clsact` qdisc (tc-bpf(8)).
///
/// Unlike TCX's links, of which each waits for an RCU grace period (`tcx_entry_sync`), hundreds are
/// attached in some milliseconds; they go with the link and need no pin.
struct PortFilter {
  private static let priority: UInt32 = 1
  private static let handle: UInt32 = 1

  /// In the calling thread's namespace.
  let linkIndex: UInt32

  /// Attaches the program, in the place of what the filter ran before.
  func attach(_ program: Int32) throws(DataPlaneError) {
    var hook = hook
    let made = LibraryLog.capture { bpf_tc_hook_create(&hook) }
    guard made.result == 0 || made.result == -EEXIST else {
      throw .failed("make a clsact qdisc at link \(linkIndex)", -made.result)
    }
    var options = options
    options.prog_fd = program
    options.flags = UInt32(BPF_TC_F_REPLACE.rawValue)
    let attached = LibraryLog.capture { bpf_tc_attach(&hook, &options) }
    guard attached.result == 0 else {
      throw .failed("attach a filter to link \(linkIndex)", -attached.result)
    }
  }

  /// The id of the program that the filter runs; nil when there is no filter, or no such link.
  func program() throws(DataPlaneError) -> UInt32? {
    var hook = hook
    var options = options
    let queried = LibraryLog.capture { bpf_tc_query(&hook, &options) }
    switch -queried.result {
    case 0: return options.prog_id
    case ENOENT, EINVAL, ENODEV: return nil
    case let code: throw .failed("ask about the filter of link \(linkIndex)", code)
    }
  }

  static func identifier(of program: BPFHandle) throws(DataPlaneError) -> UInt32 {
    var info = bpf_prog_info()
    var length = UInt32(MemoryLayout<bpf_prog_info>.size)
    guard bpf_obj_get_info_by_fd(program.descriptor, &info, &length) == 0 else {
      throw .failed("ask about a program", errno)
    }
    return info.id
  }

  private var hook: bpf_tc_hook {
    var hook = bpf_tc_hook()
    // Without the padding behind the last field, which Swift does not promise to clear.
    hook.sz = 20
    hook.ifindex = Int32(bitPattern: linkIndex)
    hook.attach_point = BPF_TC_INGRESS
    return hook
  }

  private var options: bpf_tc_opts {
    var options = bpf_tc_opts()
    options.sz = 28
    options.handle = Self.handle
    options.priority = Self.priority
    return options
  }
}
